package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.DeliveryOutcome.Accepted;
import org.junit.jupiter.api.Test;

/** What a provider promises beside, whose service gives out access that ends. */
public interface RenewedAccessContract extends PushProviderContract {
  @Override
  RenewableBench bench() throws Exception;

  @Test
  default void staleCredentialIsRenewedOnce() throws Exception {
    try (RenewableBench bench = bench()) {
      PushProviderContract.deliver(bench, bench.delivery(Deliveries.payload(), RING));
      int before = bench.renewals();
      bench.endAccess();

      assertThat(PushProviderContract.deliver(bench, bench.delivery(Deliveries.payload(), RING)))
          .isInstanceOf(Accepted.class);
      assertThat(bench.renewals()).isEqualTo(before + 1);
    }
  }

  /** A bench whose service can take its access back. */
  interface RenewableBench extends PushBench {
    /** What access was given so far is worth nothing from now on. */
    void endAccess();

    /** How often access was asked for. */
    int renewals();
  }
}
