// An implementation of what packets.dfy assumes of encryption: its assumptions, with the very same
// statements, are lemmas here. It keeps nothing secret; it shows that the assumptions agree.

type Byte = x: int | 0 <= x < 256
type Bytes = seq<Byte>

datatype Option<T> = None | Some(value: T)

datatype Key = Key(number: Byte)

const TagLength: nat := 16

function method Tag(key: Key): Bytes
  ensures |Tag(key)| == TagLength
{
  [key.number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
}

function method Encrypt(key: Key, iv: Bytes, plaintext: Bytes): Bytes
{
  plaintext + Tag(key)
}

function method Decrypt(key: Key, iv: Bytes, ciphertext: Bytes): Option<Bytes>
{
  var size := |ciphertext| - TagLength;
  if 0 <= size && ciphertext[size..] == Tag(key) then Some(ciphertext[..size]) else None
}

lemma Authentic(key: Key, iv: Bytes, plaintext: Bytes, ciphertext: Bytes)
  ensures Decrypt(key, iv, ciphertext) == Some(plaintext)
      <==> ciphertext == Encrypt(key, iv, plaintext)
{
  var size := |ciphertext| - TagLength;
  if 0 <= size {
    assert ciphertext == ciphertext[..size] + ciphertext[size..];
  }
}

lemma Length(key: Key, iv: Bytes, plaintext: Bytes)
  ensures |Encrypt(key, iv, plaintext)| == |plaintext| + TagLength
{
}

lemma KeyBound(key: Key, other: Key, iv: Bytes, plaintext: Bytes)
  requires key != other
  ensures Decrypt(other, iv, Encrypt(key, iv, plaintext)) == None
{
  var ciphertext := Encrypt(key, iv, plaintext);
  assert ciphertext[|ciphertext| - TagLength..] == Tag(key);
  assert Tag(key)[0] == key.number && Tag(other)[0] == other.number;
}
