package io.ringdown.provider.apns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringdown.account.InvalidCredentialException;
import io.ringdown.provider.fcm.FcmCredentialFormat;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class ApnsCredentialFormatTest {
  private static FakeApns apple;

  @BeforeAll
  static void start() {
    apple = FakeApns.start();
  }

  @AfterAll
  static void stop() {
    apple.close();
  }

  @Test
  void keyIsKeptAsASecretAndTheRestIsShown() throws Exception {
    var content = new ApnsCredentialFormat().read(members());

    assertThat(content.secrets()).containsOnlyKeys("private_key");
    assertThat(content.shown().toString())
        .contains(FakeApns.BUNDLE, FakeApns.TEAM, FakeApns.KEY_ID)
        .doesNotContain(apple.p8().substring(40, 80));
    assertThat(new FcmCredentialFormat().type()).isNotEqualTo(ApnsCredentialFormat.TYPE);
  }

  @ParameterizedTest
  @CsvSource({
    "bundle_id, com.acme.phone.voip, /bundle_id",
    "bundle_id, 'com acme', /bundle_id",
    "team_id, TEAM.12345, /team_id",
    "key_id, '', /key_id",
    "private_key, not a key, /private_key",
    "bundel_id, com.acme.phone, /bundel_id",
    "alert, ring, /alert"
  })
  void whatIsWrongIsNamed(String member, String value, String pointer) {
    Map<String, Object> members = members();
    members.put(member, value);

    assertThatThrownBy(() -> new ApnsCredentialFormat().read(members))
        .asInstanceOf(InstanceOfAssertFactories.type(InvalidCredentialException.class))
        .extracting(InvalidCredentialException::pointer)
        .isEqualTo(pointer);
  }

  @Test
  void alertHasNoMembersThatWeDoNotKnow() {
    Map<String, Object> members = members();
    members.put("alert", Map.of("titel", "x"));

    assertThatThrownBy(() -> new ApnsCredentialFormat().read(members))
        .asInstanceOf(InstanceOfAssertFactories.type(InvalidCredentialException.class))
        .extracting(InvalidCredentialException::pointer)
        .isEqualTo("/alert/titel");
  }

  private static Map<String, Object> members() {
    Map<String, Object> members = new HashMap<>();
    members.put("bundle_id", FakeApns.BUNDLE);
    members.put("team_id", FakeApns.TEAM);
    members.put("key_id", FakeApns.KEY_ID);
    members.put("private_key", apple.p8());
    return members;
  }
}
