package io.ringdown.storage.secret;

import io.ringdown.storage.database.StorageException;
import io.ringdown.storage.database.StorageException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What seals values before they go to the database: AES-256-GCM under a key of the value's own
 * place. A sealed value opens only at the place it was sealed for, so values cannot be swapped
 * between rows. Thread-safe; prints nothing of the key.
 *
 * <p>Sealed: one byte format, four bytes that tell the key, twelve bytes nonce, the ciphertext with
 * its tag. One key seals; those before it still open what they sealed. Each place has a key derived
 * from the master key, so the number of values that one key may seal under random nonces
 * (2<sup>32</sup>) is never near.
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-38D">NIST SP 800-38D, 8.3</a>
 */
public final class SecretCipher {
  /** The length of the key in bytes. */
  public static final int KEY_BYTES = 32;

  private static final byte FORMAT = 1;
  private static final int KEY_ID_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

  private final MasterKey current;
  private final List<MasterKey> previous;
  private final SecureRandom random;

  /** A cipher of one key. */
  public SecretCipher(byte[] key, SecureRandom random) {
    this(key, List.of(), random);
  }

  /**
   * @param key seals and opens: 32 random bytes; copied
   * @param previous only open
   * @throws IllegalArgumentException when one has another length
   */
  public SecretCipher(byte[] key, List<byte[]> previous, SecureRandom random) {
    this.current = new MasterKey(key);
    this.previous = previous.stream().map(MasterKey::new).toList();
    this.random = random;
  }

  /** Whether there are keys that only open. */
  public boolean hasPrevious() {
    return !previous.isEmpty();
  }

  /** Whether it was sealed with the key that seals now. */
  public boolean isCurrent(byte[] sealed) {
    return isSealed(sealed) && current.sealed(sealed);
  }

  /** Whether it was sealed with one of the keys, be it current or previous. */
  public boolean isReadable(byte[] sealed) {
    return isSealed(sealed) && keyOf(sealed).isPresent();
  }

  /**
   * Seals the value for its place.
   *
   * @param place table, column and key of the row, {@code account.secrets/AC…}
   */
  public byte[] seal(byte[] value, String place) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    var head = ByteBuffer.allocate(HEAD_BYTES).put(FORMAT).put(current.id()).put(nonce).array();
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, current, head, place).doFinal(value);
      return ByteBuffer.allocate(HEAD_BYTES + sealed.length).put(head).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal", e);
    }
  }

  /**
   * Opens what was sealed for this place.
   *
   * @throws StorageException when it was sealed with another key, for another place, or was changed
   */
  public byte[] open(byte[] sealed, String place) {
    if (!isSealed(sealed)) {
      throw new StorageException(Kind.BROKEN, "not a sealed value");
    }
    var head = Arrays.copyOf(sealed, HEAD_BYTES);
    var key =
        keyOf(sealed)
            .orElseThrow(
                () ->
                    new StorageException(
                        Kind.BROKEN,
                        "sealed with another key than ringdown.secrets.key and those before it"));
    try {
      return cipher(Cipher.DECRYPT_MODE, key, head, place)
          .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
    } catch (GeneralSecurityException e) {
      throw new StorageException(Kind.BROKEN, "a sealed value was changed or is not at its place");
    }
  }

  private static boolean isSealed(byte[] value) {
    return value.length >= HEAD_BYTES && value[0] == FORMAT;
  }

  private Optional<MasterKey> keyOf(byte[] sealed) {
    return Stream.concat(Stream.of(current), previous.stream())
        .filter(key -> key.sealed(sealed))
        .findFirst();
  }

  private static Cipher cipher(int mode, MasterKey key, byte[] head, String place)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(key.derive("ringdown value key/" + place), "AES"),
        new GCMParameterSpec(TAG_BITS, head, 1 + KEY_ID_BYTES, NONCE_BYTES));
    cipher.updateAAD(head);
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "SecretCipher[redacted]";
  }

  /** A key that others are derived from, and what it is known by. */
  private static final class MasterKey {
    private final SecretKey key;
    private final byte[] id;

    MasterKey(byte[] key) {
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException("the key must have 32 bytes");
      }
      this.key = new SecretKeySpec(key, "HmacSHA256");
      this.id = Arrays.copyOf(derive("ringdown key id"), KEY_ID_BYTES);
    }

    byte[] id() {
      return id;
    }

    boolean sealed(byte[] sealed) {
      return MessageDigest.isEqual(id, Arrays.copyOfRange(sealed, 1, 1 + KEY_ID_BYTES));
    }

    byte[] derive(String label) {
      try {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        return mac.doFinal(label.getBytes(StandardCharsets.UTF_8));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("cannot derive a key", e);
      }
    }
  }
}
