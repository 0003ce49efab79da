package io.ringdown.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingdownSettingsTest {
  private static final String SID = "AC00000000000000000000000000000001";
  private static final String KEY_SID = "SK00000000000000000000000000000001";
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Path files;

  RingdownSettingsTest(@TempDir Path files) {
    this.files = files;
  }

  @Test
  void nothingGivenGivesTheDefaults() {
    RingdownSettings settings = load(Map.of());

    assertThat(settings.webhook()).isEqualTo(new WebhookSettings(null, List.of(), true));
    assertThat(settings.account()).isNull();
    assertThat(settings.admin().token()).isNull();
    assertThat(settings.secrets().key()).isNull();
    assertThat(settings.dataDirectory()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(settings.fcm().url()).isEqualTo(URI.create("https://fcm.googleapis.com"));
    assertThat(settings.tls().caFile()).isNull();
  }

  @Test
  void everythingGivenIsTaken() throws IOException {
    Path ca =
        Files.writeString(
            files.resolve("ca.pem"), new HeldCertificate.Builder().build().certificatePem());
    Map<String, String> values = new HashMap<>();
    values.put("ringdown.public-url", "https://calls.example.com/base/");
    values.put("ringdown.trusted-proxies", "10.0.0.0/8, ::1");
    values.put("ringdown.webhook.require-body-hash", "false");
    values.put("ringdown.account.sid", SID);
    values.put("ringdown.account.auth-token", "primary");
    values.put("ringdown.account.api-key-sid", KEY_SID);
    values.put("ringdown.account.api-key-secret", "signing");
    values.put("ringdown.admin.token", "an-admin-token-of-some-length");
    values.put("ringdown.secrets.key", KEY);
    values.put("ringdown.data-dir", files.toString());
    values.put("ringdown.fcm.url", "http://127.0.0.1:9999/");
    values.put("ringdown.tls.ca-file", ca.toString());

    RingdownSettings settings = load(values);

    assertThat(settings.webhook())
        .isEqualTo(
            new WebhookSettings(
                "https://calls.example.com/base",
                List.of(CidrBlock.parse("10.0.0.0/8"), CidrBlock.parse("::1")),
                false));
    assertThat(settings.account())
        .isEqualTo(
            new AccountSettings(SID, "primary", new AccountSettings.ApiKey(KEY_SID, "signing")));
    assertThat(settings.admin().token()).isEqualTo("an-admin-token-of-some-length");
    assertThat(settings.secrets().key()).isEqualTo(SecretsSettings.parse(KEY));
    assertThat(settings.dataDirectory()).isEqualTo(files);
    assertThat(settings.fcm().url()).isEqualTo(URI.create("http://127.0.0.1:9999"));
    assertThat(settings.tls().caFile()).isEqualTo(ca);
  }

  @Test
  void allProblemsAreNamedTogetherAndNoSecretIsQuoted() {
    assertThat(
            problems(
                Map.of(
                    "ringdown.public-url", "https://user:hush-1@host/?a=b",
                    "ringdown.trusted-proxies", "10.0.0.0/8,proxy.example.com",
                    "ringdown.webhook.require-body-hash", "yes",
                    "ringdown.account.sid", "AC1",
                    "ringdown.account.auth-token", "hush 2",
                    "ringdown.admin.token", "hush\u00fc3",
                    "ringdown.secrets.key", "hush4",
                    "ringdown.fcm.url", "ftp://example.com",
                    "ringdown.tls.ca-file", "/no/such/file",
                    "ringdown.pubic-url", "https://example.com")))
        .containsExactly(
            "ringdown.public-url: must have neither query nor fragment",
            "ringdown.trusted-proxies: entry 2 is not an IP address or a CIDR block",
            "ringdown.webhook.require-body-hash: must be true or false",
            "ringdown.account.sid: must be AC and 32 hex digits",
            "ringdown.account.auth-token: must have no spaces and no control characters",
            "ringdown.admin.token: must be 1 to 1024 visible ASCII characters, so that it fits a"
                + " header",
            "ringdown.secrets.key: must be 32 bytes in base64",
            "ringdown.fcm.url: must be a URL of https or http without query or fragment",
            "ringdown.tls.ca-file: names a file that cannot be read",
            "ringdown.pubic-url: is no setting of Ringdown");
  }

  @Test
  void filesThatAreNotWhatTheyShouldBeAreNamedWithTheOthers() throws IOException {
    Path file = Files.writeString(files.resolve("file"), "neither certificate nor directory");

    assertThat(
            problems(
                Map.of(
                    "ringdown.data-dir", file.resolve("data").toString(),
                    "ringdown.tls.ca-file", file.toString(),
                    "ringdown.calls.keep", "P7X")))
        .containsExactlyInAnyOrder(
            "ringdown.data-dir: names a directory below a file",
            "ringdown.tls.ca-file: names a file that has no certificates in PEM",
            "ringdown.calls.keep: must be an ISO-8601 duration like PT5S");
    assertThat(problems(Map.of("ringdown.data-dir", file.toString())))
        .containsExactly("ringdown.data-dir: names a file, not a directory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ringdown.account.auth-token",
        "ringdown.account.api-key-secret",
        "ringdown.admin.token",
        "ringdown.secrets.key"
      })
  void everySecretCanBeAFile(String key) throws IOException {
    Path file = Files.writeString(files.resolve("secret"), KEY + "\n");
    Map<String, String> values = complete();
    values.remove(key);
    values.put(key + "-file", file.toString());

    RingdownSettings settings = load(values);

    assertThat(settings).isEqualTo(load(complete()));
    values.put(key, KEY);
    assertThat(problems(values))
        .containsExactly(key + ": is given twice, here and as " + key + "-file");
  }

  @Test
  void previousKeysAreAList() throws IOException {
    var other =
        Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(UTF_8));
    var both = List.of(SecretsSettings.parse(KEY), SecretsSettings.parse(other));

    assertThat(load(Map.of()).secrets().previous()).isEmpty();
    assertThat(
            load(Map.of("ringdown.secrets.previous-keys", KEY + ", " + other)).secrets().previous())
        .isEqualTo(both);
    Path file = Files.writeString(files.resolve("keys"), KEY + "\n" + other + "\n");
    assertThat(
            load(Map.of("ringdown.secrets.previous-keys-file", file.toString()))
                .secrets()
                .previous())
        .isEqualTo(both);
    assertThat(problems(Map.of("ringdown.secrets.previous-keys", KEY + ",hush")))
        .containsExactly(
            "ringdown.secrets.previous-keys: each must be 32 bytes in base64, separated by commas");
    assertThat(problems(Map.of("ringdown.secrets.previous-keys", (KEY + ",").repeat(11))))
        .containsExactly("ringdown.secrets.previous-keys: must be at most 10 keys");
    assertThat(load(Map.of("ringdown.secrets.previous-keys", KEY)).toString()).doesNotContain(KEY);
  }

  @Test
  void anIssuerNeedsAnAudienceAndTls() {
    assertThat(load(Map.of()).oidc()).isNull();
    assertThat(
            load(Map.of(
                    "ringdown.oidc.issuer", "https://login.example.com/acme/",
                    "ringdown.oidc.audience", "ringdown"))
                .oidc())
        .isEqualTo(
            new OidcSettings(
                "https://login.example.com/acme/",
                "ringdown",
                null,
                "groups",
                "ringdown-admin",
                null));
    assertThat(problems(Map.of("ringdown.oidc.issuer", "https://login.example.com")))
        .containsExactly(
            "ringdown.oidc.audience: is needed: whose tokens are not meant for us must not pass");
    assertThat(
            problems(
                Map.of(
                    "ringdown.oidc.issuer", "http://login.example.com",
                    "ringdown.oidc.audience", "ringdown",
                    "ringdown.oidc.jwks-url", "https://login.example.com/keys?a=b")))
        .containsExactly(
            "ringdown.oidc.issuer: must be an https URL without query or fragment",
            "ringdown.oidc.jwks-url: must be an https URL without query or fragment");
    assertThat(
            problems(
                Map.of(
                    "ringdown.oidc.audience", "ringdown", "ringdown.oidc.admin-value", "admins")))
        .containsExactly(
            "ringdown.oidc.audience: is of no use without ringdown.oidc.issuer",
            "ringdown.oidc.admin-value: is of no use without ringdown.oidc.issuer");
  }

  @Test
  void onlyTheFinalLineBreakOfAFileIsCut() throws IOException {
    Path file = Files.writeString(files.resolve("secret"), "one\r\n\n");

    assertThat(problems(Map.of("ringdown.admin.token-file", file.toString())))
        .containsExactly(
            "ringdown.admin.token-file: must be 1 to 1024 visible ASCII characters, so that it"
                + " fits a header");
    Files.writeString(file, "a-token-from-windows\r\n");
    assertThat(load(Map.of("ringdown.admin.token-file", file.toString())).admin().token())
        .isEqualTo("a-token-from-windows");
  }

  @Test
  void secretFilesThatAreNotThereOrEmptyAreNamedByKeyOnly() throws IOException {
    Path empty = Files.writeString(files.resolve("empty"), "\n");

    assertThat(
            problems(
                Map.of(
                    "ringdown.admin.token-file",
                    "hush-a-token-in-the-wrong-place",
                    "ringdown.secrets.key-file",
                    empty.toString())))
        .containsExactly(
            "ringdown.admin.token-file: names a file that cannot be read as text",
            "ringdown.secrets.key-file: names an empty file");
  }

  @Test
  void anEmptyTextIsNotGiven() {
    Map<String, String> values = new HashMap<>();
    values.put("ringdown.public-url", "");
    values.put("ringdown.account.sid", "");
    values.put("ringdown.webhook.require-body-hash", "");
    values.put("ringdown.admin.token", "");
    values.put("ringdown.admin.token-file", "");

    assertThat(load(values)).isEqualTo(load(Map.of()));
  }

  @Test
  void halfAnAccountIsNamed() {
    assertThat(problems(Map.of("ringdown.account.sid", SID)))
        .containsExactly("ringdown.account.auth-token: is needed for an account");
    assertThat(problems(Map.of("ringdown.account.auth-token", "hush")))
        .containsExactly("ringdown.account.sid: is needed for an account");
    assertThat(
            problems(
                Map.of(
                    "ringdown.account.sid", SID,
                    "ringdown.account.auth-token", "hush",
                    "ringdown.account.api-key-sid", KEY_SID)))
        .containsExactly("ringdown.account.api-key-secret: is needed for the API key");
    assertThat(problems(Map.of("ringdown.account.api-key-secret", "hush")))
        .containsExactly(
            "ringdown.account.sid: is needed for an account",
            "ringdown.account.auth-token: is needed for an account",
            "ringdown.account.api-key-sid: is needed for its secret");
  }

  @Test
  void theWebhookNeedsNoApiKey() {
    assertThat(
            load(Map.of("ringdown.account.sid", SID, "ringdown.account.auth-token", "primary"))
                .account())
        .isEqualTo(new AccountSettings(SID, "primary", null));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com, https://example.com",
    "https://example.com/, https://example.com",
    "https://example.com:8443/a/b, https://example.com:8443/a/b",
    "https://Example.COM/a%2Fb/, https://Example.COM/a%2Fb",
    "https://user:pass@example.com, https://user:pass@example.com",
    "https://[2001:db8::1]:8443/x, https://[2001:db8::1]:8443/x",
    "http://127.0.0.1:8080, http://127.0.0.1:8080",
    "http://calls.example.com, http://calls.example.com",
    "https://my_calls.example.com, https://my_calls.example.com"
  })
  void publicUrlIsKeptCharacterForCharacter(String given, String kept) {
    assertThat(load(Map.of("ringdown.public-url", given)).webhook().publicUrl()).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "ftp://example.com",
        "https://",
        "https:///path",
        "https://example.com?",
        "https://example.com/#x",
        "https://exam ple.com",
        "https://example.com:0",
        "https://example.com:65536",
        "https://exämple.com",
        "https:example.com"
      })
  void publicUrlThatTwilioCouldNotCallIsRefused(String given) {
    assertThat(problems(Map.of("ringdown.public-url", given)))
        .singleElement()
        .asString()
        .startsWith("ringdown.public-url: ")
        .doesNotContain(given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRUE", "True", "1", "on", " true"})
  void booleansAreStrict(String given) {
    assertThat(problems(Map.of("ringdown.webhook.require-body-hash", given)))
        .containsExactly("ringdown.webhook.require-body-hash: must be true or false");
  }

  @Test
  void keysOfOtherRoomsAndLaterDaysAreKnown() {
    load(
        Map.of(
            "ringdown.db.url", "jdbc:postgresql:x",
            "ringdown.metrics.public", "true",
            "ringdown.calls.keep", "P1D",
            "other.key", "x"));
  }

  @Test
  void environmentVariablesAreNotJudgedNorKeysDerivedFromThem() {
    load(
        Map.of(
            "RINGDOWN_PORT", "tcp://10.0.0.1:80",
            "RINGDOWN_PUBLIC_URL", "https://example.com",
            "ringdown.public.url", "https://example.com"));

    assertThat(problems(Map.of("ringdown.public.url", "https://example.com")))
        .containsExactly("ringdown.public.url: is no setting of Ringdown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${NOT_THERE}", "${!NOT_THERE}"})
  void aReferenceToNothingDoesNotVanish(String reference) {
    assertThat(problems(Map.of("ringdown.admin.token", reference)))
        .containsExactly(
            "ringdown.admin.token: refers to a value that does not exist; write \\${ for a plain"
                + " ${");
  }

  @Test
  void settingsPrintNoSecret() {
    Map<String, String> values = complete();
    values.put("ringdown.public-url", "https://user:hush@example.com");

    assertThat(load(values).toString()).doesNotContain(KEY).doesNotContain("hush");
  }

  private static Map<String, String> complete() {
    Map<String, String> values = new HashMap<>();
    values.put("ringdown.account.sid", SID);
    values.put("ringdown.account.auth-token", KEY);
    values.put("ringdown.account.api-key-sid", KEY_SID);
    values.put("ringdown.account.api-key-secret", KEY);
    values.put("ringdown.admin.token", KEY);
    values.put("ringdown.secrets.key", KEY);
    return values;
  }

  private static RingdownSettings load(Map<String, String> values) {
    return RingdownSettings.load(new FakeConfig(values));
  }

  private static List<String> problems(Map<String, String> values) {
    var refusal = catchThrowableOfType(InvalidSettingsException.class, () -> load(values));
    assertThat(refusal).hasMessageContainingAll(refusal.problems().toArray(String[]::new));
    assertThat(refusal.toString()).doesNotContain("hush");
    return refusal.problems();
  }
}
