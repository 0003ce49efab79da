package io.ringdown.storage.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code account}. */
@Entity
@Table(name = "account")
@SuppressWarnings("NullAway.Init")
public class AccountEntity {
  @Id String sid;

  @Column(name = "friendly_name")
  @Nullable String friendlyName;

  String policy;
  byte[] secrets;

  @Column(name = "created_at")
  Instant created;

  @Column(name = "updated_at")
  Instant updated;
}
