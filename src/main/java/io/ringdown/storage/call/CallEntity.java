package io.ringdown.storage.call;

import io.ringdown.delivery.CallStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code ring_call} without its payload, to be read only. */
@Entity
@Table(name = "ring_call")
@SuppressWarnings("NullAway.Init")
public class CallEntity {
  @Id Long id;

  @Column(name = "account_sid")
  String accountSid;

  @Column(name = "message_id")
  String messageId;

  @Column(name = "call_sid")
  @Nullable String callSid;

  @Nullable String caller;
  String identity;

  @Column(name = "received_at")
  Instant receivedAt;

  Instant deadline;

  @Enumerated(EnumType.STRING)
  CallStatus status;
}
