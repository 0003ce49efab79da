package io.ringdown.delivery.node;

import io.ringdown.call.AccountSid;
import io.ringdown.call.CallSid;
import io.ringdown.delivery.CallLeg;
import io.ringdown.delivery.OngoingCalls.EndedLeg;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The text of the signal {@link SignalTopic#ENDED}. */
public final class EndedSignal {
  private EndedSignal() {}

  /** The text that tells it. */
  public static String text(EndedLeg ended) {
    return ended.leg().account()
        + " "
        + ChronoUnit.MICROS.between(Instant.EPOCH, ended.until())
        + " "
        + ended.leg().callSid();
  }

  /** What was told. */
  public static EndedLeg read(String text) {
    // The SID comes last: it may have spaces.
    var parts = text.split(" ", 3);
    return new EndedLeg(
        new CallLeg(new AccountSid(parts[0]), new CallSid(parts[2])),
        Instant.EPOCH.plus(Long.parseLong(parts[1]), ChronoUnit.MICROS));
  }
}
