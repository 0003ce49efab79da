package io.ringdown.provider.apns;

import static io.ringdown.provider.PushProviderContract.deliver;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.PushProviderContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApnsAlertTest implements PushProviderContract {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public ApnsBench bench() {
    return new ApnsBench(false);
  }

  /** Apple counts per device and says no time: for this call that was all. */
  @Override
  @Test
  public void throttlingIsDeferredForAsLongAsAsked() throws Exception {
    try (var bench = bench()) {
      bench.throttle(RING);

      assertThat(deliver(bench, bench.delivery()))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("TooManyRequests"));
    }
  }

  @Test
  void alertNamesTheCallerAndEndsWithTheCall() throws Exception {
    try (var bench = bench()) {
      var delivery = bench.delivery();
      assertThat(deliver(bench, delivery)).isInstanceOf(Accepted.class);

      var arrival = bench.apple.arrivals().get(0);
      assertThat(arrival.headers())
          .containsEntry("apns-push-type", "alert")
          .containsEntry("apns-topic", FakeApns.BUNDLE)
          .containsEntry("apns-priority", "10")
          .containsEntry("apns-collapse-id", "CA" + "2".repeat(32))
          .containsEntry(
              "apns-expiration", String.valueOf(delivery.call().deadline().getEpochSecond()));
      assertThat(JSON.readTree(arrival.payload()).path("aps"))
          .isEqualTo(
              JSON.readTree(
                  "{\"alert\":{\"title\":\"alice\"},\"mutable-content\":1,\"sound\":\"default\"}"));
    }
  }

  @Test
  void templateOfTheCredentialIsFilled() throws Exception {
    try (var bench = bench()) {
      bench.keep(
          1,
          Map.of(
              "alert",
              Map.of("title", "Call for {to}", "body", "\"{from}\" rings", "sound", "ring.caf")));
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);

      assertThat(JSON.readTree(bench.apple.arrivals().get(0).payload()).path("aps"))
          .isEqualTo(
              JSON.readTree(
                  "{\"alert\":{\"title\":\"Call for bob\",\"body\":\"\\\"alice\\\" rings\"},"
                      + "\"mutable-content\":1,\"sound\":\"ring.caf\"}"));
    }
  }

  @Test
  void bodyThatIsNoInviteIsShownAllTheSame() throws Exception {
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.delivery(Deliveries.payload("{ }"), RING)))
          .isInstanceOf(Accepted.class);
    }
  }
}
