package io.ringdown.provider.hms;

import static io.ringdown.provider.PushProviderContract.deliver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringdown.account.InvalidCredentialException;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.ProviderAnswer;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.RenewedAccessContract;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HmsProviderTest implements RenewedAccessContract {
  @Override
  public HmsBench bench() {
    return new HmsBench();
  }

  @Test
  void messageIsUrgentAndEndsWithTheCall() throws Exception {
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.delivery(Deliveries.payload(), RING)))
          .isInstanceOf(Accepted.class);

      var android = bench.huawei.messages().get(0).path("android");
      assertThat(android.path("urgency").textValue()).isEqualTo("HIGH");
      assertThat(android.path("ttl").textValue()).isEqualTo("30s");
    }
  }

  /** Every code that Huawei gives, and what follows from it. */
  @ParameterizedTest
  @CsvSource({
    "200, 80100000, binding_gone, false, false",
    "200, 80300007, binding_gone, false, false",
    "400, 80100003, refused, false, false",
    "400, 80100001, refused, false, false",
    "401, 80200001, refused, true, false",
    "401, 80200003, refused, true, false",
    "403, 80300002, refused, true, false",
    "400, 80300008, refused, false, false",
    "400, 80300010, refused, false, false",
    "500, 81000001, deferred, false, true",
    "502, '', deferred, false, true",
    "503, '', deferred, false, true",
    "503, 82000001, deferred, false, true",
    "429, '', deferred, false, false",
    "429, 80300011, deferred, false, false",
    "404, '', refused, false, false",
    "403, '', refused, true, false",
    "401, '', refused, true, false"
  })
  void everyCodeHasItsFollowUp(
      int status, String code, String outcome, boolean alarm, boolean outage) throws Exception {
    try (var bench = bench()) {
      bench.huawei.onSend().answerAlways(FakeHms.code(status, code, "a text for humans"));

      var became = deliver(bench, bench.delivery(Deliveries.payload(), RING));

      assertThat(became.name()).isEqualTo(outcome);
      assertThat(became instanceof Refused refused && bench.provider.blamesCredential(refused))
          .isEqualTo(alarm);
      assertThat(became instanceof Deferred deferred && bench.provider.isOutage(deferred))
          .isEqualTo(outage);
    }
  }

  @Test
  void checkAsksForAnAccessToken() throws Exception {
    try (var bench = bench()) {
      assertThat(check(bench, FakeHms.APP_SECRET)).isEqualTo(ProviderAnswer.OK);
      assertThat(check(bench, "another").reason()).isEqualTo("credential_refused");
    }
  }

  @ParameterizedTest
  @CsvSource({"app_id, ../12", "app_id, ''", "app_secret, 'a b'", "app_key, 1"})
  void credentialThatIsWrongIsNamed(String member, String value) {
    Map<String, Object> members =
        new HashMap<>(Map.of("app_id", FakeHms.APP_ID, "app_secret", FakeHms.APP_SECRET));
    members.put(member, value);

    assertThatThrownBy(() -> new HmsCredentialFormat().read(members))
        .asInstanceOf(InstanceOfAssertFactories.type(InvalidCredentialException.class))
        .extracting(InvalidCredentialException::pointer)
        .isEqualTo("/" + member);
  }

  private static ProviderAnswer check(HmsBench bench, String secret) throws Exception {
    return bench
        .provider
        .check(bench.credential(secret))
        .toCompletableFuture()
        .get(15, TimeUnit.SECONDS);
  }
}
