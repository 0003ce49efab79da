package io.ringdown.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringdown.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormBodyTest {
  @Test
  void readsWhatABrowserWrites() {
    var form = read("a=1+2&b=%C3%BC%26%3D&c=&d&&a=3&=e");

    assertThat(form.parameters())
        .containsEntry("a", List.of("1 2", "3"))
        .containsEntry("b", List.of("\u00fc&="))
        .containsEntry("c", List.of(""))
        .containsEntry("d", List.of(""))
        .containsEntry("", List.of("e"))
        .hasSize(5);
  }

  @Test
  void aParameterThatIsThereTwiceIsNotTheOnlyOne() {
    var form = read("AccountSid=a&AccountSid=b&CallSid=c");

    assertThat(form.only("AccountSid")).isEmpty();
    assertThat(form.only("CallSid")).contains("c");
    assertThat(form.only("CallStatus")).isEmpty();
  }

  @Test
  void anEmptyBodyHasNoParameters() {
    assertThat(read("").parameters()).isEmpty();
  }

  @Test
  void aBrokenEscapeIsRefused() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read("a=%4"))
        .satisfies(refused -> assertThat(refused.problem().status()).isEqualTo(400));
  }

  private static FormBody read(String text) {
    return FormBody.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
