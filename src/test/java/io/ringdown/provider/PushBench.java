package io.ringdown.provider;

import io.ringdown.call.CallPayload;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.PushProvider;
import java.time.Duration;
import java.util.List;

/** A provider and the fake push service that it is connected to, made for one test. */
public interface PushBench extends AutoCloseable {
  PushProvider provider();

  PinnedClock clock();

  /** A delivery to an address that the service knows. */
  Delivery delivery(CallPayload payload, Duration ringsFor);

  /** A delivery to an address that the service once knew. */
  Delivery toForgottenAddress();

  /** A payload just over what the channel can carry. */
  CallPayload oversize();

  /** Fails unless exactly this payload arrived at the device, and nothing else. */
  void assertArrived(CallPayload payload);

  /** All requests that the service got, of whatever kind. */
  int requests();

  /** From now on the service answers that it is asked too much. */
  void throttle(Duration retryAfter);

  /** From now on the service drops the connection instead of answering. */
  void cutLine();

  /** From now on the service says nothing, until {@link #speak()}. */
  void fallSilent();

  /** How many requests wait for an answer. */
  int waiting();

  /** The service answers what it left unanswered, and from now on all. */
  void speak();

  /** From now on the service does not believe our credential. */
  void distrust();

  /** Closes the provider as the application does at its end. */
  void closeProvider() throws Exception;

  /** What must never be seen outside, such as addresses, keys and tokens. */
  List<String> secrets();

  @Override
  void close();
}
