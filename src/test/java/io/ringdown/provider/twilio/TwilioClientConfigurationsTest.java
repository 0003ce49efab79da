package io.ringdown.provider.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.Secret;
import io.ringdown.account.twilio.Drift;
import io.ringdown.account.twilio.TwilioSide;
import io.ringdown.account.twilio.TwilioTroubleException;
import io.ringdown.account.twilio.TwilioTroubleException.Kind;
import io.ringdown.call.AccountSid;
import io.ringdown.provider.CapturedLog;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.PinnedClock;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.provider.fcm.FakeAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwilioClientConfigurationsTest {
  private static final String SID = "AC00000000000000000000000000000001";
  private static final String PRIMARY = "the-primary-auth-token-of-the-account";
  private static final String SECONDARY = "the-secondary-auth-token-of-the-account";
  private static final String URL = "https://calls.example.com/calls/notificationWebhook";

  private final FakeTwilio twilio = new FakeTwilio(SID, PRIMARY, SECONDARY);
  private final ExecutorService executor = Executors.newFixedThreadPool(3);
  private final PinnedClock clock = new PinnedClock();

  private OutboundHttp http;
  private TwilioClientConfigurations configurations;

  @BeforeEach
  void trust(@TempDir Path folder) throws IOException {
    var ca = Files.writeString(folder.resolve("ca.pem"), twilio.caPem());
    http =
        new OutboundHttp(
            executor,
            Executors.defaultThreadFactory(),
            TrustedCertificates.sslContext(Optional.of(ca)),
            Duration.ofSeconds(2));
    configurations = new TwilioClientConfigurations(http, twilio.url(), clock);
  }

  @AfterEach
  void stop() {
    twilio.close();
    executor.shutdownNow();
  }

  @Test
  void connectingMakesOneAndMakesItTheDefault() throws Exception {
    assertThat(configurations.read(account()).configured()).isFalse();

    var side = configurations.connect(account(), URL);

    assertThat(side.configured()).isTrue();
    assertThat(side.url()).contains(URL);
    assertThat(side.isDefault()).isTrue();
    assertThat(codes(side)).isEmpty();
    assertThat(configurations.read(account())).isEqualTo(side);
    var kept = twilio.named("ringdown");
    assertThat(kept.at("/configuration/configurationType").asText()).isEqualTo("Client");
    assertThat(kept.at("/configuration/callnotification/url").asText()).isEqualTo(URL);
    assertThat(kept.at("/configuration/callnotification/method").asText()).isEqualTo("POST");
    assertThat(twilio.standard()).isEqualTo(kept.path("id").asText());
  }

  @Test
  void connectingAgainWritesNothing() throws Exception {
    configurations.connect(account(), URL);
    twilio.forgetRequests();

    assertThat(codes(configurations.connect(account(), URL))).isEmpty();

    assertThat(twilio.requests()).isNotEmpty().allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void correctingKeepsWhatIsNotOurs() throws Exception {
    twilio.makeDefault(twilio.add("somebody-elses", "https://old.example.com/", "POST"));
    var id = twilio.add("ringdown", "https://old.example.com/calls", "GET");
    assertThat(codes(configurations.read(account())))
        .containsExactly("other_url", "other_method", "other_default");

    assertThat(codes(configurations.connect(account(), URL))).isEmpty();

    var kept = twilio.named("ringdown");
    assertThat(kept.path("id").asText()).isEqualTo(id);
    assertThat(kept.path("description").asText()).isEqualTo("made by hand");
    assertThat(twilio.standard()).isEqualTo(id);
    assertThat(twilio.named("somebody-elses").isObject()).isTrue();
  }

  @Test
  void missingDefaultIsDriftAndMended() throws Exception {
    configurations.connect(account(), URL);
    twilio.makeDefault(null);

    assertThat(codes(configurations.read(account()))).containsExactly("no_default");
    assertThat(configurations.connect(account(), URL).isDefault()).isTrue();
  }

  @Test
  void oursIsFoundOnALaterPage() throws Exception {
    for (var i = 0; i < 45; i++) {
      twilio.add("other-" + i, URL, "POST");
    }
    var id = twilio.add("ringdown", URL, "POST");

    configurations.connect(account(), URL);

    assertThat(twilio.standard()).isEqualTo(id);
    assertThat(twilio.requests()).filteredOn("GET "::equals).hasSize(3);
  }

  @Test
  void endlessListEnds() {
    twilio
        .script()
        .answerAlways(
            FakeAnswer.of(200, "{\"content\":[],\"meta\":{\"next_token\":\"the same again\"}}"));

    var trouble = troubleOf(account());

    assertThat(trouble.kind()).isEqualTo(Kind.REFUSED);
    assertThat(twilio.requests()).hasSize(50);
  }

  @Test
  void oneThatSomebodyMakesInBetweenIsTaken() throws Exception {
    var id = twilio.add("ringdown", "https://old.example.com/calls", "POST");
    twilio.script().answerNext(FakeAnswer.of(200, "{\"content\":[],\"meta\":{}}"));

    assertThat(codes(configurations.connect(account(), URL))).isEmpty();

    assertThat(twilio.named("ringdown").path("id").asText()).isEqualTo(id);
    assertThat(twilio.standard()).isEqualTo(id);
  }

  /** Twilio does not say what its answer is without a default. */
  @ParameterizedTest
  @CsvSource({"404, ''", "204, ''", "200, {}"})
  void noDefaultIsUnderstood(int status, String body) throws Exception {
    twilio.add("ringdown", URL, "POST");
    twilio
        .script()
        .answerNext(
            FakeAnswer.of(200, "{\"content\":[" + twilio.named("ringdown") + "],\"meta\":{}}"),
            FakeAnswer.of(status, body));

    assertThat(codes(configurations.read(account()))).containsExactly("no_default");
  }

  @Test
  void disconnectingDeletesOursAndTheDefaultThatIsOurs() throws Exception {
    configurations.connect(account(), URL);

    configurations.disconnect(account());
    configurations.disconnect(account());

    assertThat(twilio.named("ringdown").isMissingNode()).isTrue();
    assertThat(twilio.standard()).isNull();
  }

  @Test
  void disconnectingLeavesAnothersDefault() throws Exception {
    configurations.connect(account(), URL);
    var other = twilio.add("somebody-elses", "https://old.example.com/", "POST");
    twilio.makeDefault(other);

    configurations.disconnect(account());

    assertThat(twilio.named("ringdown").isMissingNode()).isTrue();
    assertThat(twilio.standard()).isEqualTo(other);
  }

  @Test
  void secondaryTokenIsTriedOnceThePrimaryIsUnknown() throws Exception {
    twilio.revoke(PRIMARY);

    assertThat(configurations.connect(account(), URL).isDefault()).isTrue();

    twilio.revoke(SECONDARY);
    twilio.forgetRequests();
    assertThat(troubleOf(account()).getMessage()).contains("Authenticate", "20003", "401");
    assertThat(twilio.requests()).hasSize(2);
  }

  @Test
  void refusalIsToldInTwiliosWordsWithoutSecrets() {
    var basic =
        Base64.getEncoder().encodeToString((SID + ":" + PRIMARY).getBytes(StandardCharsets.UTF_8));
    twilio
        .script()
        .answerAlways(
            FakeTwilio.error(
                    403,
                    20403,
                    "No access\u0007\r\nto the beta " + PRIMARY + " " + basic + "x".repeat(5000))
                .with("Retry-After", "17"));

    try (var log = new CapturedLog()) {
      var trouble = troubleOf(account());

      assertThat(trouble.kind()).isEqualTo(Kind.REFUSED);
      assertThat(trouble.retryAfter()).contains(Duration.ofSeconds(17));
      assertThat(trouble.getMessage())
          .startsWith("Twilio refused: No access to the beta … …x")
          .endsWith("(status 403, Twilio's error 20403).")
          .hasSizeLessThan(400);
      assertThat(log.text()).contains("RD-6022").doesNotContain(PRIMARY, SECONDARY, basic);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | <html>trouble</html> | Twilio refused (status 500).",
        "302 | '' | Twilio refused (status 302).",
        "404 | {\"code\":20404,\"message\":\"Not here\"} | Twilio refused: Not here (status 404,"
            + " Twilio's error 20404).",
        "200 | no JSON | Twilio gave an answer that cannot be read.",
        "200 | {\"content\":7} | Twilio gave an answer that cannot be read.",
        "200 | {\"content\":[{\"unique_name\":\"ringdown\",\"id\":\"a/../b\"}]} | Twilio gave an"
            + " answer that cannot be read."
      })
  void strangeAnswerIsTold(int status, String body, String told) {
    twilio.script().answerAlways(FakeAnswer.of(status, body));

    assertThat(troubleOf(account()).getMessage()).isEqualTo(told);
  }

  @Test
  void closedPortIsUnreachable() throws Exception {
    var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    socket.close();
    var nowhere =
        new TwilioClientConfigurations(
            http, URI.create("https://127.0.0.1:" + socket.getLocalPort()), clock);

    var trouble = catchThrowableOfType(TwilioTroubleException.class, () -> nowhere.read(account()));

    assertThat(trouble.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void conversationEndsInTimeHoweverManyAnswersItTakes() throws Exception {
    twilio.script().fallSilent();
    var read = CompletableFuture.supplyAsync(() -> troubleOf(account()), executor);
    Awaitility.await().until(() -> twilio.script().waiting() == 1);
    clock.advance(Duration.ofSeconds(31));
    twilio.script().judge();

    assertThat(read.get(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.SILENT);
    assertThat(twilio.requests()).hasSize(1);
  }

  @Test
  void accountWithoutTokenIsToldSo() {
    assertThat(troubleOf(account(List.of())).getMessage()).contains("no auth token");
    assertThat(twilio.requests()).isEmpty();
  }

  private TwilioTroubleException troubleOf(Account account) {
    return catchThrowableOfType(TwilioTroubleException.class, () -> configurations.read(account));
  }

  private static List<String> codes(TwilioSide side) {
    return side.drift(Optional.of(URL)).stream().map(Drift::code).toList();
  }

  private static Account account() {
    return account(List.of(PRIMARY, SECONDARY));
  }

  private static Account account(List<String> tokens) {
    return new Account(
        new AccountSid(SID),
        null,
        Stream.of(tokens.toArray(String[]::new)).map(Secret::new).toList(),
        List.of(),
        AccountPolicy.DEFAULT,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
