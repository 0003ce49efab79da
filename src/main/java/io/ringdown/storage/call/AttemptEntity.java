package io.ringdown.storage.call;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code attempt}, to be read only. */
@Entity
@Table(name = "attempt")
@SuppressWarnings("NullAway.Init")
public class AttemptEntity {
  @Id Long id;

  @Column(name = "delivery_sid")
  String deliverySid;

  @Column(name = "began_at")
  Instant beganAt;

  /** Microseconds. */
  long took;

  String outcome;
  @Nullable String code;
  @Nullable String detail;
  @Nullable String receipt;

  @Column(name = "twilio_code")
  @Nullable Integer twilioCode;
}
