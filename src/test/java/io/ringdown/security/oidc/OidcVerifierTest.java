package io.ringdown.security.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import io.ringdown.account.access.AdminScope;
import io.ringdown.account.audit.Actor;
import io.ringdown.config.OidcSettings;
import io.ringdown.provider.CapturedLog;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.security.Caller;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class OidcVerifierTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir Path files;
  private final FakeIssuer issuer = new FakeIssuer();
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private volatile Instant now = Instant.parse("2026-11-23T08:10:00Z");
  private OutboundHttp http;
  private OidcVerifier verifier;

  @BeforeEach
  void start() throws Exception {
    var ca = Files.writeString(files.resolve("ca.pem"), issuer.caPem());
    http =
        new OutboundHttp(
            executor,
            Executors.defaultThreadFactory(),
            TrustedCertificates.sslContext(Optional.of(ca)),
            Duration.ofSeconds(2));
    verifier = verifier(settings(null, "groups", null));
  }

  @AfterEach
  void stop() {
    issuer.close();
    executor.shutdownNow();
  }

  @Test
  void whoIsOfTheGroupIsAnAdmin() {
    assertThat(verifier.verify(issuer.token(issuer.claims(now))))
        .contains(
            new Caller.Admin(
                new Actor(Actor.Kind.OIDC, "00u1a2b3", "ann@example.com"), AdminScope.ALL));
    assertThat(issuer.keyFetches).hasValue(1);
    issuer.changeKey(FakeIssuer.ec());
    now = now.plusSeconds(10);
    assertThat(verifier.verify(issuer.token(issuer.claims(now)))).as("ES256").isPresent();
  }

  @Test
  void whatIsRefusedByItsClaims() {
    var day = 86_400L;
    var seconds = now.getEpochSecond();
    for (var bad :
        List.<Map<String, Object>>of(
            Map.of("iss", "https://login.example.com"),
            Map.of("iss", issuer.url() + "/"),
            Map.of("aud", "another"),
            Map.of("aud", List.of("another", "RINGDOWN")),
            Map.of("aud", Map.of("ringdown", true)),
            Map.of("exp", seconds - 61),
            Map.of("exp", "tomorrow"),
            Map.of("exp", -1),
            Map.of("exp", 1e300),
            Map.of("nbf", seconds + 61),
            Map.of("nbf", seconds + day),
            Map.of("sub", ""),
            Map.of("sub", "a\u0000b"),
            Map.of("sub", "x".repeat(257)),
            Map.of("groups", List.of("staff")),
            Map.of("groups", List.of()),
            Map.of("groups", Map.of("ringdown-admin", true)),
            Map.of("groups", "staff ringdown-admin"))) {
      var claims = issuer.claims(now);
      claims.putAll(bad);
      assertThat(verifier.verify(issuer.token(claims))).as("%s", bad).isEmpty();
    }
    for (var missing : List.of("iss", "aud", "exp", "sub", "groups")) {
      var claims = issuer.claims(now);
      claims.remove(missing);
      assertThat(verifier.verify(issuer.token(claims))).as(missing).isEmpty();
    }
    assertThat(verifier.verify(issuer.token(issuer.claims(now)))).isPresent();
  }

  @Test
  void clocksMayDifferByAMinuteAndAudiencesBeSeveral() {
    var claims = issuer.claims(now);
    claims.put("exp", now.getEpochSecond() - 59);
    claims.put("nbf", now.getEpochSecond() + 60);
    claims.put("aud", List.of("another", "ringdown"));

    assertThat(verifier.verify(issuer.token(claims))).isPresent();
  }

  @Test
  void whatIsRefusedByItsSignature() throws Exception {
    var good = issuer.token(issuer.claims(now));
    assertThat(verifier.verify(good)).isPresent();
    var parts = good.split("\\.", -1);
    var claims = issuer.claims(now);
    var none = base64("{\"alg\":\"none\"}") + "." + parts[1] + ".";
    var rsa = (RSAKey) issuer.key();
    var publicKey = rsa.toRSAPublicKey().getEncoded();
    var pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey)
            + "\n-----END PUBLIC KEY-----\n";
    var weak = FakeIssuer.rsa(1024 + 512);
    issuer.changeKey(weak);
    now = now.plusSeconds(10);
    var stranger = FakeIssuer.rsa();
    var impostor = new RSAKey.Builder(stranger).keyID(rsa.getKeyID()).build();
    for (var bad :
        List.of(
            none,
            base64("{\"alg\":\"None\"}") + "." + parts[1] + "." + parts[2],
            hmac(claims, rsa.getKeyID(), publicKey),
            hmac(claims, rsa.getKeyID(), pem.getBytes(UTF_8)),
            FakeIssuer.token(claims, stranger),
            FakeIssuer.token(claims, impostor),
            FakeIssuer.token(claims, weak),
            parts[0] + "." + base64("{\"iss\":1}") + "." + parts[2],
            parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()),
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1],
            "",
            "a.b.c",
            "x".repeat(8_000))) {
      assertThat(verifier.verify(bad)).as(bad).isEmpty();
    }
    assertThat(verifier.verify(good)).isPresent();
  }

  @Test
  void aKeyInTheTokenItselfIsOfNoUse() throws Exception {
    var stranger = FakeIssuer.rsa();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .jwk(stranger.toPublicJWK())
            .jwkURL(URI.create("https://127.0.0.1:1/keys"))
            .build();
    var jws = new JWSObject(header, new Payload(issuer.claims(now)));
    jws.sign(new RSASSASigner(stranger));

    assertThat(verifier.verify(jws.serialize())).isEmpty();
  }

  @Test
  void aNewKeyIsFetchedAndAForgottenOneEnds() {
    var old = issuer.token(issuer.claims(now));
    assertThat(verifier.verify(old)).isPresent();
    now = now.plusSeconds(10);
    issuer.changeKey(FakeIssuer.rsa());
    issuer.forgetOldKeys();

    assertThat(verifier.verify(issuer.token(issuer.claims(now)))).isPresent();
    assertThat(verifier.verify(old)).isEmpty();
    assertThat(issuer.keyFetches).hasValue(2);
  }

  @Test
  void inventedKeysMakeFewFetchesAndGarbageNone() {
    assertThat(verifier.verify(issuer.token(issuer.claims(now)))).isPresent();
    var foreign = issuer.claims(now);
    foreign.put("iss", "https://login.example.com");
    now = now.plusSeconds(10);
    verifier.verify(FakeIssuer.token(foreign, FakeIssuer.ec()));
    verifier.verify("a.b.c");
    assertThat(issuer.keyFetches).hasValue(1);
    for (var i = 0; i < 20; i++) {
      assertThat(verifier.verify(FakeIssuer.token(issuer.claims(now), FakeIssuer.ec()))).isEmpty();
    }

    assertThat(issuer.keyFetches).hasValue(2);
  }

  @Test
  void keysAreFetchedAnewNowAndThenAndNobodyWaitsForIt() {
    assertThat(verifier.verify(issuer.token(issuer.claims(now)))).isPresent();
    now = now.plusSeconds(299);
    assertThat(verifier.verify(issuer.token(issuer.claims(now)))).isPresent();
    assertThat(issuer.keyFetches).hasValue(1);
    now = now.plusSeconds(1);
    issuer.held = new CountDownLatch(1);

    assertThat(verifier.verify(issuer.token(issuer.claims(now)))).isPresent();

    assertThat(issuer.keyFetches).hasValue(1);
    issuer.held.countDown();
    await().until(() -> issuer.keyFetches.get() == 2);
  }

  @Test
  void anIssuerThatIsAwayIsNoBotherForAnHour() {
    assertThat(verifier.verify(issuer.token(issuer.claims(now)))).isPresent();
    issuer.down = true;
    try (var log = new CapturedLog()) {
      now = now.plusSeconds(3_599);
      assertThat(verifier.verify(issuer.token(issuer.claims(now)))).isPresent();
      await().until(() -> log.text().contains("RD-1031"));
      now = now.plusSeconds(1);
      var late = issuer.token(issuer.claims(now));
      assertThat(verifier.verify(late)).as("closed").isEmpty();
      issuer.down = false;
      assertThat(verifier.verify(late)).as("asked just now").isEmpty();
      now = now.plusSeconds(10);
      assertThat(verifier.verify(late)).isPresent();
      assertThat(log.text()).containsOnlyOnce("RD-1031").contains("RD-1032");
      assertThat(log.text()).doesNotContain(late);
    }
  }

  @Test
  void anIssuerThatHangsHoldsNobodyUp() {
    issuer.held = new CountDownLatch(1);
    var token = issuer.token(issuer.claims(now));

    var answers =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> verifier.verify(token), command -> new Thread(command).start()))
            .toList();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= 12);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> answers.stream().allMatch(CompletableFuture::isDone));
    assertThat(answers).allMatch(answer -> answer.join().isEmpty());
  }

  @Test
  void whatIsNotTrustedGivesNoKeys() {
    var blind =
        new OutboundHttp(
            executor,
            Executors.defaultThreadFactory(),
            TrustedCertificates.sslContext(Optional.empty()),
            Duration.ofSeconds(2));
    var token = issuer.token(issuer.claims(now));

    assertThat(
            new OidcVerifier(
                    settings(null, "groups", null),
                    url -> blind.document(url, TIMEOUT),
                    () -> now,
                    this::nanoTime)
                .verify(token))
        .isEmpty();
    issuer.namedIssuer = "https://login.example.com";
    assertThat(verifier.verify(token)).as("a discovery document of another").isEmpty();
    assertThat(issuer.keyFetches).hasValue(0);
    var direct = verifier(settings(URI.create(issuer.url() + "/keys"), "groups", null));
    assertThat(direct.verify(token)).as("without discovery").isPresent();
  }

  @Test
  void aReaderReadsAndRolesMayLieDeeper() {
    var verifier = verifier(settings(null, "realm_access.roles", "ringdown-reader"));
    var claims = issuer.claims(now);
    assertThat(verifier.verify(issuer.token(claims))).isEmpty();
    claims.put("realm_access", Map.of("roles", List.of("ringdown-reader")));
    assertThat(verifier.verify(issuer.token(claims)))
        .hasValueSatisfying(
            admin -> assertThat(admin.scope()).isEqualTo(new AdminScope(Optional.empty(), true)));
    claims.put("realm_access.roles", "ringdown-admin");
    assertThat(verifier.verify(issuer.token(claims)))
        .hasValueSatisfying(admin -> assertThat(admin.scope()).isEqualTo(AdminScope.ALL));
  }

  private OidcVerifier verifier(OidcSettings settings) {
    return new OidcVerifier(
        settings, url -> http.document(url, TIMEOUT), () -> now, this::nanoTime);
  }

  private long nanoTime() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  private OidcSettings settings(@Nullable URI jwksUrl, String claim, @Nullable String readOnly) {
    return new OidcSettings(
        issuer.url(), FakeIssuer.AUDIENCE, jwksUrl, claim, "ringdown-admin", readOnly);
  }

  private static String hmac(Map<String, Object> claims, String keyId, byte[] secret)
      throws Exception {
    var jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId).build(), new Payload(claims));
    jws.sign(new MACSigner(Arrays.copyOf(secret, secret.length)));
    return jws.serialize();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
