package io.ringdown.storage.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code credential}. */
@Entity
@Table(name = "credential")
@SuppressWarnings("NullAway.Init")
public class CredentialEntity {
  @Id Long id;
  String sid;

  @Column(name = "account_sid")
  String accountSid;

  @Column(name = "friendly_name")
  @Nullable String friendlyName;

  String type;
  String shown;
  byte[] secrets;
  long version;

  @Column(name = "created_at")
  Instant created;

  @Column(name = "updated_at")
  Instant updated;
}
