package io.ringdown.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringdown.call.CallNotification;
import io.ringdown.webhook.TwilioBody.InvalidBodyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioBodyTest {
  private static final String SID = "AC" + "0123456789abcdef".repeat(2);
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");

  @Test
  void readsWhatTwilioSendsAndKeepsTheBytes() throws Exception {
    var json =
        "{\"twi_account_sid\":\""
            + SID
            + "\",\"twi_bridge_token\":\"eyJ\",\"twi_call_sid\":\"CA1\",\"twi_from\":\"client:alice\","
            + " \"twi_message_id\":\"WB1\",\"twi_to\":\"client:bob\",\"twi_stir_status\":\"B\\u00fc\"}";

    var call = notification(json);

    assertThat(call.account().value()).isEqualTo(SID);
    assertThat(call.identity().value()).isEqualTo("bob");
    assertThat(call.messageId().value()).isEqualTo("WB1");
    assertThat(call.callSid()).hasToString("CA1");
    assertThat(call.from()).hasToString("client:alice");
    assertThat(call.payload().bytes()).isEqualTo(json.getBytes(StandardCharsets.UTF_8));
    assertThat(call.deadline()).isEqualTo(NOW.plusSeconds(30));
  }

  @Test
  void aMissingMessageIdIsMade() throws Exception {
    var call = notification(withTo("\"client:bob\""));
    assertThat(call.messageId().value()).matches("WB[0-9a-f]{32}");
    assertThat(call.callSid()).isNull();
    assertThat(call.from()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "\"text\"",
        "null",
        "{",
        "{\"twi_account_sid\":",
        "{'twi_account_sid':'x'}",
        "{\"twi_to\":\"client:bob\"}",
        "{\"twi_account_sid\":\"\"}",
        "{\"twi_account_sid\":5}",
        "{\"twi_account_sid\":null}",
        "{\"twi_account_sid\":{}}",
        "{\"twi_account_sid\":\"AC12\"}",
        "{\"twi_account_sid\":\"AC0123456789abcdef0123456789abcdef\"} x",
        "{\"twi_account_sid\":\"AC0123456789abcdef0123456789abcdef\"}{}",
        "{\"twi_account_sid\":\"AC0123456789abcdef0123456789abcdef\",\"twi_account_sid\":\"AC0123456789abcdef0123456789abcdef\"}",
        "{\"twi_account_sid\":\"AC0123456789abcdef0123456789abcdef\",\"a\":NaN}",
        "{\"twi_account_sid\":\"AC0123456789abcdef0123456789abcdef\",}",
      })
  void aBodyWithoutReadableAccountIsRefusedAtOnce(String json) {
    assertThatThrownBy(() -> TwilioBody.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InvalidBodyException.class);
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    var bytes = withTo("\"client:bob\"").getBytes(StandardCharsets.UTF_16);
    assertThatThrownBy(() -> TwilioBody.read(bytes)).isInstanceOf(InvalidBodyException.class);
    var latin = withTo("\"client:bö\"").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> TwilioBody.read(latin)).isInstanceOf(InvalidBodyException.class);
  }

  @Test
  void deepNestingIsRefused() {
    var json =
        "{\"twi_account_sid\":\""
            + SID
            + "\",\"x\":"
            + "[".repeat(20_000)
            + "]".repeat(20_000)
            + "}";
    assertThatThrownBy(() -> notification(json))
        .isInstanceOf(InvalidBodyException.class)
        .hasMessageContaining("deeper");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "5",
        "true",
        "[]",
        "\"\"",
        "\"bob\"",
        "\"client:\"",
        "\"Client:bob\"",
        "\"sip:bob\"",
        "\"client:bob:2\"",
        "\"client::bob\"",
        "\"client:b\\u0000b\"",
        "\"client:b\\nb\"",
        "\"client:b\\u0085b\"",
        "\"client:\\ud800\"",
      })
  void aBadCalleeIsNamed(String to) throws Exception {
    assertThatThrownBy(() -> notification(withTo(to)))
        .isInstanceOfSatisfying(
            InvalidBodyException.class,
            e -> assertThat(e.errors()).first().returns("/twi_to", error -> error.pointer()));
  }

  @Test
  void theLengthOfAnIdentityIsCountedInCharacters() throws Exception {
    var longest = "\ud83d\ude00".repeat(256);
    assertThat(notification(withTo("\"client:" + longest + "\"")).identity().value())
        .isEqualTo(longest);
    assertThatThrownBy(() -> notification(withTo("\"client:" + "a".repeat(257) + "\"")))
        .isInstanceOf(InvalidBodyException.class);
  }

  @Test
  void duplicatesAreRefusedAfterTheAccountIsKnown() throws Exception {
    for (var extra :
        new String[] {"\"a\":1,\"a\":1", "\"twi_to\":\"client:eve\"", "\"x\":{\"a\":1,\"a\":2}"}) {
      var json = withTo("\"client:bob\"").replaceFirst("}$", "," + extra + "}");
      var read = TwilioBody.read(json.getBytes(StandardCharsets.UTF_8));
      assertThat(read.account().value()).isEqualTo(SID);
      assertThatThrownBy(() -> read.notification(NOW, Duration.ofSeconds(30), new Random(1)))
          .isInstanceOf(InvalidBodyException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'20',20000",
    "'\"20\"',20000",
    "'1',1000",
    "'600',600000",
    "'1.5',1500",
    "'0',30000",
    "'601',30000",
    "'-5',30000",
    "'\"soon\"',30000",
    "'null',30000",
    "'1e999999999',30000",
    "'[20]',30000"
  })
  void theDeadlineIsTwiliosWhenItSaysOne(String timeout, long millis) throws Exception {
    var json =
        withTo("\"client:bob\"").replaceFirst("}$", ",\"twi_answer_timeout\":" + timeout + "}");
    assertThat(notification(json).deadline()).isEqualTo(NOW.plusMillis(millis));
  }

  private static String withTo(String to) {
    return "{\"twi_account_sid\":\"" + SID + "\",\"twi_to\":" + to + "}";
  }

  private static CallNotification notification(String json) throws InvalidBodyException {
    return TwilioBody.read(json.getBytes(StandardCharsets.UTF_8))
        .notification(NOW, Duration.ofSeconds(30), new Random(1));
  }
}
