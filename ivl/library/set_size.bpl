// The library "set_size": the number of elements of sets, which are maps to bool. It needs "base".
//
// The axioms are about finite sets; of infinite ones they say nothing that could be contradicted
// only as long as a program does not speak of the size of an infinite set.

function Set_Size<T>(set: [T]bool): int;
