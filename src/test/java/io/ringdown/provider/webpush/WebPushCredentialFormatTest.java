package io.ringdown.provider.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringdown.account.InvalidCredentialException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebPushCredentialFormatTest {
  private final WebPushCredentialFormat format = new WebPushCredentialFormat();

  @Test
  void keysAreMadeWhenLeftOutAndThePrivateOneIsNeverShown() throws Exception {
    var content = format.read(Map.of("subject", "mailto:ops@acme.com"));

    var privateKey = Objects.requireNonNull(content.secrets().get("private_key"));
    assertThat(content.secrets()).containsOnlyKeys("private_key");
    assertThat(content.shown()).containsOnlyKeys("subject", "public_key", "private_key");
    assertThat(content.shown().get("public_key")).asString().hasSize(87).startsWith("B");
    assertThat(content.shown().toString()).doesNotContain(privateKey.reveal());
    assertThat(format.read(members(content.shown().get("public_key"), privateKey.reveal())))
        .extracting(again -> again.secrets())
        .isEqualTo(content.secrets());
  }

  @Test
  void replacingWithoutKeysKeepsThoseThatBrowsersAreSubscribedTo() throws Exception {
    var before = format.read(Map.of("subject", "mailto:ops@acme.com"));

    var after = format.read(Map.of("subject", "https://acme.com/contact"), Optional.of(before));

    assertThat(after.secrets()).isEqualTo(before.secrets());
    assertThat(after.shown())
        .containsEntry("public_key", before.shown().get("public_key"))
        .containsEntry("subject", "https://acme.com/contact");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          subject, none, /subject
          subject, ops@acme.com, /subject
          subject, 'mailto:', /subject
          subject, 'mailto:<ops@acme.com>', /subject
          subject, http://acme.com/, /subject
          subject, https:///, /subject
          public_key, none, /public_key
          private_key, none, /private_key
          public_key, BAAA, /public_key
          private_key, AAAA, /private_key
          private_key, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, /private_key
          private_key, yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw, /private_key
          publik_key, x, /publik_key
          """)
  void whatIsWrongIsNamed(String member, @Nullable String value, String pointer) {
    var keys = Browser.vapidKeys();
    var members = members(keys.publicKey(), keys.privateKey());
    if (value == null) {
      members.remove(member);
    } else {
      members.put(member, value);
    }

    assertThatThrownBy(() -> format.read(members))
        .asInstanceOf(InstanceOfAssertFactories.type(InvalidCredentialException.class))
        .extracting(InvalidCredentialException::pointer)
        .isEqualTo(pointer);
  }

  private static Map<String, Object> members(
      @Nullable Object publicKey, @Nullable Object privateKey) {
    Map<String, Object> members = new HashMap<>();
    members.put("subject", "mailto:ops@acme.com");
    members.put("public_key", String.valueOf(publicKey));
    members.put("private_key", String.valueOf(privateKey));
    return members;
  }
}
