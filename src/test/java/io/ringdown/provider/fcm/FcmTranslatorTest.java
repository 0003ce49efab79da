package io.ringdown.provider.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.HttpAnswer;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FcmTranslatorTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");

  static Stream<Arguments> errors() {
    return Stream.of(
        arguments(
            FakeAnswer.fcmError(404, "NOT_FOUND", "UNREGISTERED"), "binding_gone UNREGISTERED"),
        arguments(FakeAnswer.violation(true, "message.token"), "binding_gone INVALID_ARGUMENT"),
        arguments(FakeAnswer.violation(false, "message.token"), "binding_gone 400"),
        arguments(FakeAnswer.violation(true, "message.data"), "refused INVALID_ARGUMENT"),
        arguments(FakeAnswer.violation(false, "message.data[0].value"), "refused 400"),
        arguments(FakeAnswer.violation(false, "message.token.x"), "refused 400"),
        arguments(
            FakeAnswer.fcmError(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
            "refused INVALID_ARGUMENT"),
        arguments(FakeAnswer.apiError(400, "FAILED_PRECONDITION"), "refused 400"),
        arguments(
            FakeAnswer.fcmError(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"),
            "refused SENDER_ID_MISMATCH, alarm"),
        arguments(
            FakeAnswer.fcmError(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
            "refused THIRD_PARTY_AUTH_ERROR, alarm"),
        arguments(FakeAnswer.apiError(401, "UNAUTHENTICATED"), "refused 401, alarm"),
        arguments(FakeAnswer.apiError(403, "PERMISSION_DENIED"), "refused 403, alarm"),
        arguments(FakeAnswer.apiError(404, "NOT_FOUND"), "refused 404, alarm"),
        arguments(FakeAnswer.of(404, "<html>UNREGISTERED</html>"), "refused 404, alarm"),
        arguments(FakeAnswer.of(302, ""), "refused 302"),
        arguments(FakeAnswer.of(413, ""), "refused 413"),
        arguments(
            FakeAnswer.fcmError(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
            "deferred QUOTA_EXCEEDED PT1M"),
        arguments(
            FakeAnswer.fcmError(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED")
                .with("Retry-After", "5"),
            "deferred QUOTA_EXCEEDED PT5S"),
        arguments(FakeAnswer.apiError(429, "RESOURCE_EXHAUSTED"), "deferred 429 PT1M"),
        arguments(FakeAnswer.of(429, "").with("Retry-After", "soon"), "deferred 429 PT1M"),
        arguments(
            FakeAnswer.fcmError(503, "UNAVAILABLE", "UNAVAILABLE")
                .with("Retry-After", "Mon, 23 Nov 2026 08:10:09 GMT"),
            "deferred UNAVAILABLE PT9S"),
        arguments(FakeAnswer.fcmError(503, "UNAVAILABLE", "UNAVAILABLE"), "deferred UNAVAILABLE"),
        arguments(FakeAnswer.fcmError(500, "INTERNAL", "INTERNAL"), "deferred INTERNAL"),
        arguments(FakeAnswer.apiError(503, "UNAVAILABLE"), "deferred 503"),
        arguments(FakeAnswer.of(500, "not json"), "deferred 500"),
        arguments(FakeAnswer.of(502, "<html>").with("Retry-After", "1"), "deferred 502 PT1S"),
        arguments(FakeAnswer.of(408, ""), "deferred 408"));
  }

  @Test
  void aDeadTokenHasTwiliosNumberToo() {
    var gone = FakeAnswer.fcmError(404, "NOT_FOUND", "UNREGISTERED");
    var none = FakeAnswer.violation(true, "message.token");

    assertThat(((BindingGone) new FcmTranslator().outcome(answer(gone), NOW)).twilioCode())
        .isEqualTo(52103);
    var apple =
        FakeAnswer.of(
            404,
            gone.body()
                .replace(
                    "\"details\":[",
                    "\"details\":[{\"@type\":\"type.googleapis.com/google.firebase.fcm.v1.ApnsError\","
                        + "\"statusCode\":410,\"reason\":\"Unregistered\"},"));

    assertThat(((BindingGone) new FcmTranslator().outcome(answer(apple), NOW)).twilioCode())
        .isEqualTo(52119);
    assertThat(((BindingGone) new FcmTranslator().outcome(answer(none), NOW)).twilioCode())
        .isEqualTo(52102);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void everyErrorHasItsOutcome(FakeAnswer answer, String expected) {
    DeliveryOutcome outcome = new FcmTranslator().outcome(answer(answer), NOW);

    assertThat(inWords(outcome)).isEqualTo(expected);
    assertThat(outcome.toString()).doesNotContain("for humans");
  }

  @Test
  void acceptedMessageGivesItsNameAsReceipt() {
    assertThat(
            new FcmTranslator()
                .outcome(answer(FakeAnswer.of(200, "{\"name\":\"projects/p/messages/0:1\"}")), NOW))
        .isEqualTo(new Accepted(Optional.of("projects/p/messages/0:1")));
  }

  @Test
  void acceptedMessageWithoutReadableNameIsStillAccepted() {
    for (String body : List.of("", "{", "[]", "{\"name\":\"\"}", "{\"name\":\"a\\nb\"}")) {
      assertThat(new FcmTranslator().outcome(answer(FakeAnswer.of(200, body)), NOW))
          .isEqualTo(new Accepted(Optional.empty()));
    }
  }

  @Test
  void codeThatIsNoWordIsNotRepeated() {
    assertThat(
            new FcmTranslator()
                .outcome(answer(FakeAnswer.fcmError(400, "a token: fT9", "a token: fT9")), NOW))
        .hasToString(new Refused("400", "FCM calls the request invalid").toString());
  }

  @Test
  void onlyOurOwnAccessIsWorthRenewing() {
    assertThat(unauthenticated(FakeAnswer.apiError(401, "UNAUTHENTICATED"))).isTrue();
    assertThat(unauthenticated(FakeAnswer.of(401, ""))).isTrue();
    assertThat(
            unauthenticated(FakeAnswer.fcmError(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR")))
        .isFalse();
    assertThat(unauthenticated(FakeAnswer.apiError(403, "PERMISSION_DENIED"))).isFalse();
  }

  private static boolean unauthenticated(FakeAnswer answer) {
    return new FcmTranslator().isUnauthenticated(answer(answer));
  }

  private static HttpAnswer answer(FakeAnswer answer) {
    Map<String, List<String>> headers = new TreeMap<>();
    answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    return new HttpAnswer(
        answer.status(), HttpHeaders.of(headers, (name, value) -> true), answer.body());
  }

  private static String inWords(DeliveryOutcome outcome) {
    String follows = "";
    if (outcome instanceof BindingGone gone) {
      follows = gone.code() + gone.since().map(since -> " " + since).orElse("");
    } else if (outcome instanceof Deferred deferred) {
      follows = deferred.code() + deferred.retryAfter().map(wait -> " " + wait).orElse("");
    } else if (outcome instanceof Refused refused) {
      follows = refused.code() + (FcmTranslator.DISTRUST.contains(refused.code()) ? ", alarm" : "");
    }
    return outcome.name() + " " + follows;
  }
}
