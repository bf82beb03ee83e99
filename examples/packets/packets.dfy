// A plaintext is cut into chunks; each chunk is encrypted and sent as a packet with a number and a
// flag that marks the last one. The receiver puts the plaintext together again, or refuses.
//
// What is proved:
//   RoundTrip          what was sent is what is received, for every plaintext and chunk size
//   DistinctIVs        no two packets of a message are encrypted under the same IV
//   Swapped, Dropped, Repeated, OtherKeys
//                      a message with packets in another order, without one of them, with one of
//                      them twice, or with one packet made under other keys is refused
//
// Encryption is not implemented here: `Encrypt` and `Decrypt` are any functions with the properties
// that `Authentic`, `Length` and `KeyBound` state. model.dfy has an implementation of them, so that
// what is assumed does not contradict itself.

type Byte = x: int | 0 <= x < 256
type Bytes = seq<Byte>

datatype Option<T> = None | Some(value: T)

// ---------------------------------------------------------------- encryption

type Key(==)

const TagLength: nat := 16

function method Encrypt(key: Key, iv: Bytes, plaintext: Bytes): Bytes

function method Decrypt(key: Key, iv: Bytes, ciphertext: Bytes): Option<Bytes>

// Decryption inverts encryption and accepts nothing else.
lemma {:axiom} Authentic(key: Key, iv: Bytes, plaintext: Bytes, ciphertext: Bytes)
  ensures Decrypt(key, iv, ciphertext) == Some(plaintext)
      <==> ciphertext == Encrypt(key, iv, plaintext)

lemma {:axiom} Length(key: Key, iv: Bytes, plaintext: Bytes)
  ensures |Encrypt(key, iv, plaintext)| == |plaintext| + TagLength

// What was encrypted under a key is refused under any other.
lemma {:axiom} KeyBound(key: Key, other: Key, iv: Bytes, plaintext: Bytes)
  requires key != other
  ensures Decrypt(other, iv, Encrypt(key, iv, plaintext)) == None

// ---------------------------------------------------------------- several keys, one after another

function method Seal(keys: seq<Key>, iv: Bytes, plaintext: Bytes): Bytes
{
  if |keys| == 0 then plaintext
  else Seal(keys[1..], iv, Encrypt(keys[0], iv, plaintext))
}

function method Open(keys: seq<Key>, iv: Bytes, sealed: Bytes): Option<Bytes>
{
  if |keys| == 0 then Some(sealed)
  else
    match Open(keys[1..], iv, sealed)
    case None => None
    case Some(inner) => Decrypt(keys[0], iv, inner)
}

lemma OpenSeal(keys: seq<Key>, iv: Bytes, plaintext: Bytes)
  ensures Open(keys, iv, Seal(keys, iv, plaintext)) == Some(plaintext)
{
  if |keys| != 0 {
    var inner := Encrypt(keys[0], iv, plaintext);
    OpenSeal(keys[1..], iv, inner);
    Authentic(keys[0], iv, plaintext, inner);
  }
}

lemma SealLength(keys: seq<Key>, iv: Bytes, plaintext: Bytes)
  ensures |Seal(keys, iv, plaintext)| == |plaintext| + |keys| * TagLength
{
  if |keys| != 0 {
    Length(keys[0], iv, plaintext);
    SealLength(keys[1..], iv, Encrypt(keys[0], iv, plaintext));
  }
}

// Keys that differ in the one that is applied first give packets that are refused.
lemma SealBound(keys: seq<Key>, other: seq<Key>, iv: Bytes, plaintext: Bytes)
  requires 0 < |keys| == |other| && keys[1..] == other[1..] && keys[0] != other[0]
  ensures Open(other, iv, Seal(keys, iv, plaintext)) == None
{
  var inner := Encrypt(keys[0], iv, plaintext);
  OpenSeal(keys[1..], iv, inner);
  KeyBound(keys[0], other[0], iv, plaintext);
}

// ---------------------------------------------------------------- numbers as bytes

// Seven bits in each byte, the lowest first; a byte below 128 is the last one.
function method NumberBytes(n: nat): Bytes
  decreases n
{
  if n < 128 then [n] else [128 + n % 128] + NumberBytes(n / 128)
}

datatype Parsed<T> = Failed | Parsed(value: T, rest: Bytes)

function method ParseNumber(bytes: Bytes): Parsed<nat>
  decreases |bytes|
{
  if |bytes| == 0 then Failed
  else if bytes[0] < 128 then Parsed(bytes[0], bytes[1..])
  else
    match ParseNumber(bytes[1..])
    case Failed => Failed
    case Parsed(high, rest) =>
      // a high part of zero would be a second way to write the same number
      if high == 0 then Failed else Parsed(bytes[0] - 128 + 128 * high, rest)
}

lemma ParsePrinted(n: nat, rest: Bytes)
  ensures ParseNumber(NumberBytes(n) + rest) == Parsed(n, rest)
  decreases n
{
  var bytes := NumberBytes(n) + rest;
  if n < 128 {
    assert bytes[0] == n && bytes[1..] == rest;
  } else {
    var high, low := n / 128, n % 128;
    Divided(n);
    ParsePrinted(high, rest);
    assert bytes[0] == 128 + low;
    assert bytes[1..] == NumberBytes(high) + rest;
  }
}

lemma Divided(n: nat)
  requires 128 <= n
  ensures n == n % 128 + 128 * (n / 128) && 0 < n / 128 < n
{
}

lemma Composed(low: nat, high: nat)
  requires low < 128
  ensures (low + 128 * high) / 128 == high && (low + 128 * high) % 128 == low
{
}

lemma PrintParsed(bytes: Bytes)
  requires ParseNumber(bytes).Parsed?
  ensures bytes == NumberBytes(ParseNumber(bytes).value) + ParseNumber(bytes).rest
  decreases |bytes|
{
  var first: int := bytes[0];
  if 128 <= first {
    PrintParsed(bytes[1..]);
    var high := ParseNumber(bytes[1..]).value;
    Composed(first - 128, high);
    assert bytes == [bytes[0]] + bytes[1..];
  }
}

lemma NumbersDiffer(m: nat, n: nat)
  requires m != n
  ensures NumberBytes(m) != NumberBytes(n)
{
  ParsePrinted(m, []);
  ParsePrinted(n, []);
}

// ---------------------------------------------------------------- packets as bytes

datatype Packet = Packet(number: nat, final: bool, body: Bytes)

function method PacketBytes(packet: Packet): Bytes
{
  NumberBytes(packet.number) + [if packet.final then 1 else 0] + packet.body
}

function method ParsePacket(bytes: Bytes): Option<Packet>
{
  match ParseNumber(bytes)
  case Failed => None
  case Parsed(number, rest) =>
    if |rest| == 0 || rest[0] > 1 then None
    else Some(Packet(number, rest[0] == 1, rest[1..]))
}

lemma ParsePacketBytes(packet: Packet)
  ensures ParsePacket(PacketBytes(packet)) == Some(packet)
{
  var rest := [if packet.final then 1 else 0] + packet.body;
  assert PacketBytes(packet) == NumberBytes(packet.number) + rest;
  ParsePrinted(packet.number, rest);
  assert rest[1..] == packet.body;
}

lemma PacketBytesParsed(bytes: Bytes)
  requires ParsePacket(bytes).Some?
  ensures PacketBytes(ParsePacket(bytes).value) == bytes
{
  PrintParsed(bytes);
  var rest := ParseNumber(bytes).rest;
  assert rest == [rest[0]] + rest[1..];
}

// ---------------------------------------------------------------- what is sent

// The IV of a packet is a function of its number, and different for different numbers.
function method IV(number: nat): Bytes { NumberBytes(number) }

function method MakePacket(keys: seq<Key>, number: nat, final: bool, chunk: Bytes): Packet
{
  Packet(number, final, Seal(keys, IV(number), chunk))
}

// The packets for `plaintext`, the first of which has the given number. There is always a last one,
// be it empty.
function Packets(keys: seq<Key>, plaintext: Bytes, size: nat, number: nat): seq<Bytes>
  requires 0 < size
  decreases |plaintext|
{
  if |plaintext| <= size then [PacketBytes(MakePacket(keys, number, true, plaintext))]
  else [PacketBytes(MakePacket(keys, number, false, plaintext[..size]))]
     + Packets(keys, plaintext[size..], size, number + 1)
}

method Send(keys: seq<Key>, plaintext: Bytes, size: nat) returns (message: seq<Bytes>)
  requires 0 < size
  ensures message == Packets(keys, plaintext, size, 0)
{
  message := [];
  var sent, number := 0, 0;
  while size < |plaintext| - sent
    invariant 0 <= sent <= |plaintext|
    invariant message + Packets(keys, plaintext[sent..], size, number)
           == Packets(keys, plaintext, size, 0)
  {
    var chunk := plaintext[sent..sent + size];
    assert chunk == plaintext[sent..][..size];
    assert plaintext[sent + size..] == plaintext[sent..][size..];
    message := message + [PacketBytes(MakePacket(keys, number, false, chunk))];
    sent := sent + size;
    number := number + 1;
  }
  message := message + [PacketBytes(MakePacket(keys, number, true, plaintext[sent..]))];
}

// ---------------------------------------------------------------- what is received

// The chunk in a packet, if it is the one that is expected next.
function method OpenPacket(keys: seq<Key>, bytes: Bytes, number: nat, final: bool): Option<Bytes>
{
  match ParsePacket(bytes)
  case None => None
  case Some(packet) =>
    if packet.number != number || packet.final != final then None
    else Open(keys, IV(number), packet.body)
}

// The plaintext of a message whose first packet should have the given number.
function Received(keys: seq<Key>, message: seq<Bytes>, number: nat): Option<Bytes>
  decreases |message|
{
  if |message| == 0 then None
  else
    match OpenPacket(keys, message[0], number, |message| == 1)
    case None => None
    case Some(chunk) =>
      if |message| == 1 then Some(chunk)
      else
        match Received(keys, message[1..], number + 1)
        case None => None
        case Some(rest) => Some(chunk + rest)
}

// `Received` when the chunks so far are `plaintext`.
function Continued(plaintext: Bytes, rest: Option<Bytes>): Option<Bytes>
{
  match rest
  case None => None
  case Some(more) => Some(plaintext + more)
}

method Receive(keys: seq<Key>, message: seq<Bytes>) returns (plaintext: Option<Bytes>)
  ensures plaintext == Received(keys, message, 0)
{
  if |message| == 0 {
    return None;
  }
  var whole: Bytes := [];
  var number := 0;
  assert message[0..] == message;
  ghost var all := Received(keys, message, 0);
  if all.Some? {
    assert whole + all.value == all.value;
  }
  while number < |message|
    invariant 0 <= number <= |message|
    invariant number < |message| ==>
      Continued(whole, Received(keys, message[number..], number)) == Received(keys, message, 0)
    invariant number == |message| ==> Some(whole) == Received(keys, message, 0)
  {
    var rest := message[number..];
    assert rest[0] == message[number] && rest[1..] == message[number + 1..];
    var chunk := OpenPacket(keys, message[number], number, number == |message| - 1);
    if chunk == None {
      return None;
    }
    ghost var next := Received(keys, rest[1..], number + 1);
    if number < |message| - 1 && next.Some? {
      assert whole + (chunk.value + next.value) == whole + chunk.value + next.value;
    }
    whole := whole + chunk.value;
    number := number + 1;
  }
  return Some(whole);
}

// ---------------------------------------------------------------- what holds of them

lemma OpenMade(keys: seq<Key>, number: nat, final: bool, chunk: Bytes)
  ensures OpenPacket(keys, PacketBytes(MakePacket(keys, number, final, chunk)), number, final)
       == Some(chunk)
{
  ParsePacketBytes(MakePacket(keys, number, final, chunk));
  OpenSeal(keys, IV(number), chunk);
}

lemma RoundTripFrom(keys: seq<Key>, plaintext: Bytes, size: nat, number: nat)
  requires 0 < size
  ensures |Packets(keys, plaintext, size, number)| > 0
  ensures Received(keys, Packets(keys, plaintext, size, number), number) == Some(plaintext)
  decreases |plaintext|
{
  var message := Packets(keys, plaintext, size, number);
  if |plaintext| <= size {
    OpenMade(keys, number, true, plaintext);
  } else {
    RoundTripFrom(keys, plaintext[size..], size, number + 1);
    OpenMade(keys, number, false, plaintext[..size]);
    assert message[1..] == Packets(keys, plaintext[size..], size, number + 1);
    assert plaintext == plaintext[..size] + plaintext[size..];
  }
}

// The theorem: what was sent is what is received.
lemma RoundTrip(keys: seq<Key>, plaintext: Bytes, size: nat)
  requires 0 < size
  ensures Received(keys, Packets(keys, plaintext, size, 0), 0) == Some(plaintext)
{
  RoundTripFrom(keys, plaintext, size, 0);
}

// The packet at each place of a message.
lemma PacketAt(keys: seq<Key>, plaintext: Bytes, size: nat, number: nat, i: nat)
  returns (chunk: Bytes)
  requires 0 < size && i < |Packets(keys, plaintext, size, number)|
  ensures var message := Packets(keys, plaintext, size, number);
    message[i] == PacketBytes(MakePacket(keys, number + i, i == |message| - 1, chunk))
  decreases |plaintext|
{
  if |plaintext| <= size {
    chunk := plaintext;
  } else {
    var rest := Packets(keys, plaintext[size..], size, number + 1);
    RoundTripFrom(keys, plaintext[size..], size, number + 1);
    if i == 0 {
      chunk := plaintext[..size];
    } else {
      chunk := PacketAt(keys, plaintext[size..], size, number + 1, i - 1);
    }
  }
}

// No two packets of a message are encrypted under the same IV.
lemma DistinctIVs(m: nat, n: nat)
  requires m != n
  ensures IV(m) != IV(n)
{
  NumbersDiffer(m, n);
}

// A packet with another number, or with the other flag, is refused.
lemma WrongPlace(keys: seq<Key>, made: nat, expected: nat, final: bool, last: bool, chunk: Bytes)
  requires made != expected || final != last
  ensures OpenPacket(keys, PacketBytes(MakePacket(keys, made, final, chunk)), expected, last)
       == None
{
  ParsePacketBytes(MakePacket(keys, made, final, chunk));
}

// A message that has a packet which is refused is refused.
lemma RefusedAt(keys: seq<Key>, message: seq<Bytes>, number: nat, i: nat)
  requires i < |message|
  requires OpenPacket(keys, message[i], number + i, i == |message| - 1) == None
  ensures Received(keys, message, number) == None
  decreases i
{
  if i != 0 && |message| != 1 {
    RefusedAt(keys, message[1..], number + 1, i - 1);
  }
}

lemma Swapped(keys: seq<Key>, plaintext: Bytes, size: nat, i: nat, j: nat)
  requires 0 < size
  requires i < j < |Packets(keys, plaintext, size, 0)|
  ensures var message := Packets(keys, plaintext, size, 0);
    Received(keys, message[i := message[j]][j := message[i]], 0) == None
{
  var message := Packets(keys, plaintext, size, 0);
  var chunk := PacketAt(keys, plaintext, size, 0, j);
  WrongPlace(keys, j, i, j == |message| - 1, false, chunk);
  RefusedAt(keys, message[i := message[j]][j := message[i]], 0, i);
}

lemma Dropped(keys: seq<Key>, plaintext: Bytes, size: nat, i: nat)
  requires 0 < size
  requires i < |Packets(keys, plaintext, size, 0)|
  ensures var message := Packets(keys, plaintext, size, 0);
    Received(keys, message[..i] + message[i + 1..], 0) == None
{
  var message := Packets(keys, plaintext, size, 0);
  var fewer := message[..i] + message[i + 1..];
  if i < |message| - 1 {
    var chunk := PacketAt(keys, plaintext, size, 0, i + 1);
    WrongPlace(keys, i + 1, i, i + 1 == |message| - 1, i == |fewer| - 1, chunk);
    RefusedAt(keys, fewer, 0, i);
  } else if 0 < i {
    var chunk := PacketAt(keys, plaintext, size, 0, i - 1);
    WrongPlace(keys, i - 1, i - 1, false, true, chunk);
    RefusedAt(keys, fewer, 0, i - 1);
  }
}

lemma Repeated(keys: seq<Key>, plaintext: Bytes, size: nat, i: nat)
  requires 0 < size
  requires i < |Packets(keys, plaintext, size, 0)|
  ensures var message := Packets(keys, plaintext, size, 0);
    Received(keys, message[..i + 1] + message[i..], 0) == None
{
  var message := Packets(keys, plaintext, size, 0);
  var more := message[..i + 1] + message[i..];
  var chunk := PacketAt(keys, plaintext, size, 0, i);
  assert more[i + 1] == message[i];
  WrongPlace(keys, i, i + 1, i == |message| - 1, i + 1 == |more| - 1, chunk);
  RefusedAt(keys, more, 0, i + 1);
}

// One packet was made under other keys.
lemma OtherKeys(
    keys: seq<Key>, other: seq<Key>, plaintext: Bytes, size: nat, i: nat, chunk: Bytes)
  requires 0 < size
  requires 0 < |keys| == |other| && keys[1..] == other[1..] && keys[0] != other[0]
  requires i < |Packets(keys, plaintext, size, 0)|
  ensures var message := Packets(keys, plaintext, size, 0);
    var forged := PacketBytes(MakePacket(other, i, i == |message| - 1, chunk));
    Received(keys, message[i := forged], 0) == None
{
  var message := Packets(keys, plaintext, size, 0);
  var packet := MakePacket(other, i, i == |message| - 1, chunk);
  ParsePacketBytes(packet);
  SealBound(other, keys, IV(i), chunk);
  RefusedAt(keys, message[i := PacketBytes(packet)], 0, i);
}
