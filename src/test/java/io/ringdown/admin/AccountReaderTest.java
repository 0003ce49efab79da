package io.ringdown.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountPolicy.Ring;
import io.ringdown.account.ApiKey;
import io.ringdown.account.Secret;
import io.ringdown.call.AccountSid;
import io.ringdown.rest.Fields;
import io.ringdown.rest.InvalidJsonException;
import io.ringdown.rest.Json;
import io.ringdown.rest.Problem.FieldError;
import io.ringdown.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountReaderTest {
  private static final AccountSid SID = new AccountSid("AC" + "0".repeat(32));
  private static final String KEY_SID = "SK" + "1".repeat(32);
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");

  private final Account before =
      new Account(
          SID,
          "Support",
          List.of(new Secret("the-primary-auth-token-1111")),
          List.of(new ApiKey(KEY_SID, new Secret("the-secret-of-the-key-2222"))),
          AccountPolicy.DEFAULT,
          NOW.minusSeconds(60),
          NOW.minusSeconds(60));

  @Test
  void readsTheContractsExample() {
    var account =
        read(
            Optional.empty(),
            """
            {"sid":"%s","friendly_name":"Support line","auth_tokens":["primary-token","secondary-token"],
             "api_keys":[{"sid":"%s","secret":"api-key-secret"}],
             "policy":{"max_bindings_per_identity":null,"on_limit":"evict_oldest","address_takeover":true,
              "ring":"newest","ring_newest":1,"answer_when":"dispatched","answer_within":"PT2S",
              "ring_window":"PT45S","ring_late_registrations":true}}"""
                .formatted(SID, KEY_SID));

    assertThat(account.authTokens())
        .containsExactly(new Secret("primary-token"), new Secret("secondary-token"));
    assertThat(account.policy().ring()).isEqualTo(Ring.NEWEST);
    assertThat(account.policy().ringWindow()).isEqualTo(Duration.ofSeconds(45));
    assertThat(account.created()).isEqualTo(NOW);
  }

  @Test
  void whatWasShownCanBeSentBack() {
    var account = read(Optional.of(before), Json.bytes(AccountDocument.of(before)));

    assertThat(account.authTokens()).isEqualTo(before.authTokens());
    assertThat(account.apiKeys()).isEqualTo(before.apiKeys());
    assertThat(account.created()).isEqualTo(before.created());
  }

  @Test
  void secretsThatAreLeftOutStay() {
    var account = read(Optional.of(before), "{}");

    assertThat(account.authTokens()).isEqualTo(before.authTokens());
    assertThat(account.apiKeys()).isEqualTo(before.apiKeys());
    assertThat(account.friendlyName()).isNull();
  }

  @Test
  void secretsWithTheSameEndAreToldByTheirPlace() {
    var one = new Secret("the-first-auth-token-1111");
    var other = new Secret("the-second-auth-token-1111");
    var alike =
        new Account(SID, null, List.of(one, other), List.of(), AccountPolicy.DEFAULT, NOW, NOW);

    assertThat(read(Optional.of(alike), Json.bytes(AccountDocument.of(alike))).authTokens())
        .containsExactly(one, other);
    assertThat(read(Optional.of(alike), "{\"auth_tokens\":[\"new\",\"…1111\"]}").authTokens())
        .containsExactly(new Secret("new"), other);
    assertThat(wrong(Optional.of(alike), "{\"auth_tokens\":[\"…1111\"]}"))
        .as("which of them is not said")
        .containsExactly("/auth_tokens/0");
  }

  @Test
  void anApiKeyKeepsTheSecretThatIsLeftOut() {
    var other = "SK" + "2".repeat(32);
    assertThat(
            read(Optional.of(before), "{\"api_keys\":[{\"sid\":\"" + KEY_SID + "\"}]}").apiKeys())
        .isEqualTo(before.apiKeys());
    assertThat(wrong(Optional.of(before), "{\"api_keys\":[{\"sid\":\"" + other + "\"}]}"))
        .containsExactly("/api_keys/0/secret");
    assertThat(
            wrong(
                Optional.of(before),
                "{\"api_keys\":[{\"sid\":\"" + other + "\",\"secret\":\"…2222\"}]}"))
        .as("the secret of another key")
        .containsExactly("/api_keys/0/secret");
    assertThat(read(Optional.of(before), "{\"api_keys\":[]}").apiKeys()).isEmpty();
  }

  @Test
  void eachStateHasATimeOfItsOwn() {
    var ahead =
        new Account(
            SID, null, before.authTokens(), List.of(), before.policy(), NOW, NOW.plusSeconds(9));

    assertThat(read(Optional.of(before), "{}").updated()).isEqualTo(NOW);
    assertThat(read(Optional.of(ahead), "{}").updated())
        .as("though the clock was set back")
        .isAfter(ahead.updated());
  }

  @Test
  void aPolicyThatIsLeftOutIsTheUsualOneAndItsBoundsAreNamed() {
    var strict = read(Optional.of(before), "{\"policy\":{\"on_limit\":\"reject\"}}");
    assertThat(strict.policy().onLimit()).isEqualTo(AccountPolicy.OnLimit.REJECT);
    assertThat(strict.policy().ringWindow()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read(Optional.of(strict), "{}").policy()).isEqualTo(AccountPolicy.DEFAULT);
    assertThat(
            wrong(
                Optional.of(before),
                "{\"policy\":{\"max_bindings_per_identity\":0,\"ring_newest\":1.5,"
                    + "\"answer_within\":\"PT15S\",\"ring_window\":\"PT0S\","
                    + "\"address_takeover\":\"yes\",\"on_limit\":\"EVICT_OLDEST\"}}"))
        .containsExactlyInAnyOrder(
            "/policy/max_bindings_per_identity",
            "/policy/ring_newest",
            "/policy/answer_within",
            "/policy/ring_window",
            "/policy/address_takeover",
            "/policy/on_limit");
  }

  @Test
  void aShownSecretOfNobodyIsNotKept() {
    assertThat(wrong("{\"auth_tokens\":[\"…9999\"]}")).containsExactly("/auth_tokens/0");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThat(wrong("{}")).containsExactly("/auth_tokens");
    assertThat(wrong("{\"auth_tokens\":null}")).containsExactly("/auth_tokens");
    assertThat(wrong("{\"auth_tokens\":\"t\"}")).containsExactly("/auth_tokens");
    assertThat(wrong("{\"auth_tokens\":[]}")).containsExactly("/auth_tokens");
    assertThat(
            wrong(
                "{\"auth_tokens\":[\"t\"],\"policy\":{\"ring\":\"some\",\"ring_window\":\"30\",\"rings\":1},"
                    + "\"api_keys\":[{\"sid\":\"SK1\",\"secret\":\"s\"},{\"sid\":\""
                    + KEY_SID
                    + "\"}],\"frendly_name\":\"x\"}"))
        .containsExactlyInAnyOrder(
            "/policy/ring",
            "/policy/ring_window",
            "/policy/rings",
            "/api_keys/0/sid",
            "/api_keys/1/secret",
            "/frendly_name");
  }

  private static List<String> wrong(String json) {
    return wrong(Optional.empty(), json);
  }

  private static List<String> wrong(Optional<Account> before, String json) {
    return catchThrowableOfType(ProblemException.class, () -> read(before, json))
        .problem()
        .errors()
        .stream()
        .map(FieldError::pointer)
        .toList();
  }

  private static Account read(Optional<Account> before, String json) {
    return read(before, json.getBytes(StandardCharsets.UTF_8));
  }

  private static Account read(Optional<Account> before, byte[] json) {
    try {
      return AccountReader.read(SID, before, Fields.of(Json.read(json)), NOW);
    } catch (InvalidJsonException e) {
      throw new AssertionError(e);
    }
  }
}
