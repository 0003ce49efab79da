package io.ringdown.provider.fcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.InvalidCredentialException;
import java.security.KeyPairGenerator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FcmCredentialFormatTest {
  private static final String TOKEN_URI = "https://oauth2.googleapis.com/token";
  private static final Map<String, Object> FILE = new FakeServiceAccount(TOKEN_URI).file();

  private final FcmCredentialFormat format = new FcmCredentialFormat();

  @Test
  void fileFromGoogleIsReadAndItsSecretsAreNotShown() throws Exception {
    CredentialContent content = format.read(Map.of("service_account", FILE));

    assertThat(content.shown())
        .isEqualTo(
            Map.of(
                "service_account",
                Map.of(
                    "project_id",
                    FakeServiceAccount.PROJECT,
                    "client_email",
                    FakeServiceAccount.EMAIL,
                    "private_key_id",
                    "…4567",
                    "private_key",
                    "…",
                    "token_uri",
                    TOKEN_URI)));
    assertThat(content.secrets()).containsOnlyKeys("private_key", "private_key_id");
    assertThat(content.toString()).doesNotContain("PRIVATE KEY", FakeServiceAccount.KEY_ID);
  }

  @Test
  void whatIsKeptIsEnoughToBeThatAccount() throws Exception {
    ServiceAccount account =
        ServiceAccount.of(format.read(Map.of("service_account", FILE))).orElseThrow();

    assertThat(account.projectId()).isEqualTo(FakeServiceAccount.PROJECT);
    assertThat(account.clientEmail()).isEqualTo(FakeServiceAccount.EMAIL);
    assertThat(account.keyId()).isEqualTo(FakeServiceAccount.KEY_ID);
    assertThat(account.tokenUri()).hasToString(TOKEN_URI);
    assertThat(account).hasToString("ServiceAccount[acme-phone]");
  }

  @Test
  void contentThatIsNotOursIsNoAccount() {
    assertThat(ServiceAccount.of(new CredentialContent(Map.of(), Map.of()))).isEmpty();
    assertThat(ServiceAccount.of(new CredentialContent(Map.of("service_account", FILE), Map.of())))
        .isEmpty();
  }

  @Test
  void unknownMemberBesideTheFileIsNamed() {
    assertInvalid(Map.of("service_account", FILE, "a/b", 1), "/a~1b");
  }

  @Test
  void fileMustBeAnObject() {
    assertInvalid(Map.of(), "/service_account");
    assertInvalid(Map.of("service_account", "{}"), "/service_account");
    assertInvalid(Map.of("service_account", List.of()), "/service_account");
  }

  static Stream<Arguments> faults() throws Exception {
    KeyPairGenerator elliptic = KeyPairGenerator.getInstance("EC");
    String pem = FakeServiceAccount.pem();
    return Stream.of(
        arguments("type", "authorized_user"),
        arguments("project_id", "Acme"),
        arguments("project_id", "acme/../other"),
        arguments("project_id", "a".repeat(65)),
        arguments("project_id", 7),
        arguments("client_email", "nobody"),
        arguments("client_email", "a b@c"),
        arguments("private_key_id", " "),
        arguments("private_key_id", "x".repeat(513)),
        arguments("private_key", "…"),
        arguments("private_key", pem.replace("PRIVATE", "PUBLIC")),
        arguments("private_key", pem.substring(0, 200) + pem.substring(300)),
        arguments("private_key", FakeServiceAccount.pem(FakeServiceAccount.rsa(1024))),
        arguments("private_key", FakeServiceAccount.pem(elliptic.generateKeyPair())),
        arguments("token_uri", "oauth2.googleapis.com"),
        arguments("token_uri", "file:///etc/passwd"),
        arguments("token_uri", "https:///token"),
        arguments("token_uri", "https://user:pass@oauth2.googleapis.com/token"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void memberAtFaultIsNamedAndNotQuoted(String member, Object value) {
    Map<String, Object> file = new HashMap<>(FILE);
    file.put(member, value);
    assertInvalid(Map.of("service_account", file), "/service_account/" + member);

    file.remove(member);
    assertInvalid(Map.of("service_account", file), "/service_account/" + member);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080/token", "http://localhost/token", "http://[::1]/"})
  void plainTextIsForLoopbackOnly(String uri) throws Exception {
    Map<String, Object> file = new HashMap<>(FILE);
    file.put("token_uri", uri);
    assertThat(ServiceAccount.of(format.read(Map.of("service_account", file)))).isPresent();

    file.put("token_uri", "http://oauth2.googleapis.com/token");
    assertInvalid(Map.of("service_account", file), "/service_account/token_uri");
  }

  private void assertInvalid(Map<String, Object> members, String pointer) {
    assertThatExceptionOfType(InvalidCredentialException.class)
        .isThrownBy(() -> format.read(members))
        .satisfies(e -> assertThat(e.pointer()).isEqualTo(pointer))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("user:pass", "Acme", "nobody"));
  }
}
