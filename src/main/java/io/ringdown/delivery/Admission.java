package io.ringdown.delivery;

import io.ringdown.call.MessageId;
import java.time.Instant;
import java.util.List;

/** What the store says to a notification: the answer that Twilio gets is already in it. */
public sealed interface Admission {
  /** The id under which the call is kept. */
  MessageId messageId();

  /** How many bindings matched; 0 means that nobody can be rung. */
  int bindings();

  /**
   * It is new and kept, with what it owes.
   *
   * @param owed to be delivered now, by this node
   * @param elsewhere how many deliveries another node owes; with {@code owed} fewer than {@code
   *     bindings} when an address already got this call
   */
  record Kept(MessageId messageId, int bindings, List<Delivery> owed, int elsewhere)
      implements Admission {
    public Kept {
      owed = List.copyOf(owed);
    }

    /** Whether all that matched is this node's to deliver. */
    boolean isAllHere() {
      return owed.size() == bindings;
    }
  }

  /**
   * It came before: the first answer again, and nobody is rung.
   *
   * @param receivedAt when the first one came
   */
  record Repeated(MessageId messageId, int bindings, Instant receivedAt) implements Admission {}
}
