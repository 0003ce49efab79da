package io.ringdown.storage.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringdown.storage.database.StorageException;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecretCipherTest {
  private static final byte[] VALUE = "secret".getBytes(UTF_8);
  private final SecretCipher cipher = cipher(1);

  @Test
  void opensAtItsPlaceWhatItSealed() {
    assertThat(cipher.open(cipher.seal(VALUE, "here"), "here")).isEqualTo(VALUE);
    assertThat(cipher(1).open(cipher.seal(VALUE, "here"), "here")).isEqualTo(VALUE);
    assertThat(cipher.open(cipher.seal(new byte[0], "here"), "here")).isEmpty();
  }

  @Test
  void neverSealsTwiceTheSame() {
    assertThat(cipher.seal(VALUE, "here")).isNotEqualTo(cipher.seal(VALUE, "here"));
  }

  @Test
  void doesNotOpenAtAnotherPlace() {
    var sealed = cipher.seal(VALUE, "account.secrets/AC1");

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> cipher.open(sealed, "account.secrets/AC2"));
  }

  @Test
  void doesNotOpenWithAnotherKeyAndSaysWhy() {
    var sealed = cipher(2).seal(VALUE, "here");

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> cipher.open(sealed, "here"))
        .withMessageContaining("another key");
  }

  @Test
  void opensWhatAPreviousKeySealedAndSealsWithTheCurrentOne() {
    var old = cipher(1).seal(VALUE, "here");
    var rotated = cipher(2, 3, 1);

    assertThat(rotated.open(old, "here")).isEqualTo(VALUE);
    assertThat(rotated.isReadable(old)).isTrue();
    assertThat(rotated.isCurrent(old)).isFalse();
    var anew = rotated.seal(VALUE, "here");
    assertThat(rotated.isCurrent(anew)).isTrue();
    assertThat(cipher(2).open(anew, "here")).isEqualTo(VALUE);
    assertThat(cipher(1).isReadable(anew)).isFalse();
    assertThat(rotated.isReadable(new byte[3])).isFalse();
    assertThat(rotated.hasPrevious()).isTrue();
    assertThat(cipher.hasPrevious()).isFalse();
  }

  @Test
  void aPreviousKeyOpensAtNoOtherPlaceEither() {
    var old = cipher(1).seal(VALUE, "here");

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> cipher(2, 1).open(old, "there"));
  }

  @Test
  void doesNotOpenWhatWasChangedAnywhere() {
    var sealed = cipher.seal(VALUE, "here");

    for (int i = 0; i < sealed.length; i++) {
      var changed = sealed.clone();
      changed[i] ^= 1;
      assertThatExceptionOfType(StorageException.class)
          .as("byte %d", i)
          .isThrownBy(() -> cipher.open(changed, "here"));
    }
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> cipher.open(new byte[3], "here"));
  }

  @Test
  void wantsAKeyOf32BytesAndShowsItNowhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SecretCipher(new byte[16], new SecureRandom()));
    assertThat(cipher).hasToString("SecretCipher[redacted]");
  }

  private static SecretCipher cipher(int first, Integer... previous) {
    var keys = Stream.of(previous).map(SecretCipherTest::key).toList();
    return new SecretCipher(key(first), keys, new SecureRandom());
  }

  private static byte[] key(int first) {
    var key = new byte[SecretCipher.KEY_BYTES];
    key[0] = (byte) first;
    return key;
  }
}
