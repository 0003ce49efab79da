package io.ringdown.account.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwilioSideTest {
  private static final String OURS = "https://calls.example.com/calls/notificationWebhook";

  @Test
  void nothingConfiguredIsNoDrift() {
    var nothing = new TwilioSide(Optional.empty(), Optional.empty());

    assertThat(nothing.configured()).isFalse();
    assertThat(nothing.isDefault()).isFalse();
    assertThat(nothing.url()).isEmpty();
    assertThat(nothing.drift(Optional.of(OURS))).isEmpty();
  }

  @Test
  void anothersDefaultIsNamedBeforeWeTakeItsPlace() {
    var side =
        new TwilioSide(Optional.empty(), Optional.of(at("other", "https://old.example.com/x")));

    assertThat(side.drift(Optional.of(OURS)))
        .singleElement()
        .satisfies(
            drift -> {
              assertThat(drift.code()).isEqualTo("other_default");
              assertThat(drift.detail()).contains("https://old.example.com/x");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "https://calls.example.com/calls/notificationWebhook, ''",
    "https://calls.example.com/calls/notificationwebhook, other_url",
    "https://calls_eu.example.com/calls/notificationWebhook, other_url underscore_in_host",
    "http://calls.example.com/calls/notificationWebhook, other_url plain_http",
    "HTTP://user_a:pass_b@calls.example.com/, other_url plain_http",
    "no URL at all, other_url"
  })
  void everyDriftOfTheUrlIsNamed(String url, String codes) {
    var one = at("id", url);

    assertThat(codes(new TwilioSide(Optional.of(one), Optional.of(one)), OURS)).isEqualTo(codes);
  }

  @Test
  void ourOwnUrlMayBeNoGood() {
    var url = "http://my_host/calls/notificationWebhook";
    var one = at("id", url);

    assertThat(codes(new TwilioSide(Optional.of(one), Optional.of(one)), url))
        .isEqualTo("underscore_in_host plain_http");
  }

  @Test
  void withoutPublicUrlNobodyKnows() {
    var one = at("id", OURS);

    assertThat(new TwilioSide(Optional.of(one), Optional.of(one)).drift(Optional.empty()))
        .extracting(Drift::code)
        .containsExactly("no_public_url");
  }

  @Test
  void emptyConfigurationHasNeitherUrlNorMethod() {
    var empty = new ClientConfiguration("id", Optional.empty(), Optional.empty());

    assertThat(codes(new TwilioSide(Optional.of(empty), Optional.empty()), OURS))
        .isEqualTo("other_url other_method no_default");
  }

  @Test
  void passwordInAUrlIsNotShown() {
    var side =
        new TwilioSide(
            Optional.of(at("a", "https://ringdown:s3cret@old.example.com/")),
            Optional.of(at("b", "https://other:s3cret@old.example.com/")));

    assertThat(side.url()).contains("https://…@old.example.com/");
    assertThat(side.drift(Optional.of("https://me:s3cret@new.example.com/")))
        .hasSize(2)
        .noneMatch(drift -> drift.detail().contains("s3cret"));
  }

  private static String codes(TwilioSide side, String expected) {
    List<String> codes = side.drift(Optional.of(expected)).stream().map(Drift::code).toList();
    return String.join(" ", codes);
  }

  private static ClientConfiguration at(String id, String url) {
    return new ClientConfiguration(id, Optional.of(url), Optional.of("POST"));
  }
}
