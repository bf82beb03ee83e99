// A stack whose Pop does not ask for an element to be there, and a lemma whose induction is
// forgotten.

datatype List<T> {
  Nil(),
  Cons(head: T, tail: List T)
}

procedure Push<T>(s: List T, x: T) returns (r: List T)
  ensures r == Cons(x, s);
{
  r := Cons(x, s);
}

procedure Pop<T>(s: List T) returns (r: List T, x: T)
  ensures s == Cons(x, r);
{
  Cons(x, r) := s; // error: assert
}

procedure Laws<T>(s: List T, x: T)
{
  var r: List T;
  var y: T;

  call r := Push(s, x);
  call r, y := Pop(r);
  assert r == s && y == x;
}

type Element;

function append(s: List Element, t: List Element): List Element;
axiom (forall t: List Element :: { append(Nil(), t) } append(Nil(), t) == t);
axiom (forall x: Element, s, t: List Element :: { append(Cons(x, s), t) }
  append(Cons(x, s), t) == Cons(x, append(s, t)));

procedure AppendNil(s: List Element)
  ensures append(s, Nil()) == s;
{
  if (s is Cons) {
    assert s == Cons(s->head, s->tail);
  }
  return; // error: postcondition
}

procedure AppendAssociative(s: List Element, t: List Element, u: List Element)
  ensures append(append(s, t), u) == append(s, append(t, u));
{
  if (s is Cons) {
    call AppendAssociative(s->tail, t, u);
    assert s == Cons(s->head, s->tail);
  }
}
