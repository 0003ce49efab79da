package io.ringdown.storage.call;

import io.ringdown.delivery.DeliveryStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code delivery}, to be read only. */
@Entity
@Table(name = "delivery")
@SuppressWarnings("NullAway.Init")
public class DeliveryEntity {
  @Id String sid;

  @Column(name = "call_id")
  long callId;

  int ordinal;

  @Column(name = "binding_sid")
  String bindingSid;

  String channel;

  @Column(name = "device_id")
  @Nullable String deviceId;

  @Enumerated(EnumType.STRING)
  DeliveryStatus status;

  @Column(name = "owed_by")
  @Nullable String owedBy;

  @Column(name = "retry_at")
  @Nullable Instant retryAt;

  @Column(name = "acknowledged_at")
  @Nullable Instant acknowledgedAt;
}
