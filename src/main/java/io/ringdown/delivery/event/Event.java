package io.ringdown.delivery.event;

import io.ringdown.account.CredentialSid;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Departed;
import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.DeliverySid;
import java.util.Locale;

/**
 * That something changed. It says what to look at and not what is there: whoever tells it on reads
 * that at the time, so an event is never older than the record beside it.
 *
 * @param kind {@code call}, {@code delivery}, {@code binding} or {@code credential}
 * @param subject the call's message id, or the binding's or credential's SID
 * @param detail the delivery's SID, or what happened to the binding or credential; empty for a call
 */
public record Event(AccountSid account, String kind, String subject, String detail) {
  /** The kind of an event about a call. */
  public static final String CALL = "call";

  /** The kind of an event about one delivery of a call. */
  public static final String DELIVERY = "delivery";

  /** The kind of an event about a binding. */
  public static final String BINDING = "binding";

  /** The kind of an event about a credential. */
  public static final String CREDENTIAL = "credential";

  /** A call came, or its status may be another. */
  public static Event call(AccountSid account, MessageId call) {
    return new Event(account, CALL, call.value(), "");
  }

  /** An attempt to deliver ended, or the client has shown the call. */
  public static Event delivery(AccountSid account, MessageId call, DeliverySid delivery) {
    return new Event(account, DELIVERY, call.value(), delivery.value());
  }

  /**
   * Something happened to a binding.
   *
   * @param what {@code registered}, {@code refreshed}, {@code invalidated}, {@code deleted} …
   */
  public static Event binding(AccountSid account, BindingSid binding, String what) {
    return new Event(account, BINDING, binding.value(), what);
  }

  /** A binding is no more: {@code evicted} or {@code deleted}. */
  public static Event departed(Departed binding) {
    return binding(
        binding.account(), binding.sid(), binding.kind().name().toLowerCase(Locale.ROOT));
  }

  /**
   * A credential fares otherwise.
   *
   * @param what {@code failing}, {@code recovered} or {@code updated}
   */
  public static Event credential(AccountSid account, CredentialSid credential, String what) {
    return new Event(account, CREDENTIAL, credential.value(), what);
  }
}
