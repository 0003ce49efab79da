package io.ringdown.provider.apns;

import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A push that does not leave once its call's deadline has passed, however long it waited for a
 * connection. Pushy reads the token when it writes the push, and fails the push alone when it
 * cannot; there is no other way to take one back. Immutable.
 */
final class TimelyPush extends SimpleApnsPushNotification {
  private final BooleanSupplier isLate;

  /**
   * @param isLate whether the deadline has passed; must not block
   */
  TimelyPush(
      String token,
      String topic,
      String payload,
      Instant expiration,
      PushType type,
      @Nullable String collapseId,
      BooleanSupplier isLate) {
    super(token, topic, payload, expiration, DeliveryPriority.IMMEDIATE, type, collapseId);
    this.isLate = isLate;
  }

  /**
   * The device token.
   *
   * @throws IllegalStateException after the deadline
   */
  @Override
  public String getToken() {
    if (isLate.getAsBoolean()) {
      throw new IllegalStateException("the deadline has passed");
    }
    return super.getToken();
  }
}
