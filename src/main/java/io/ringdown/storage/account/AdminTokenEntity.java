package io.ringdown.storage.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code admin_token}. */
@Entity
@Table(name = "admin_token")
@SuppressWarnings("NullAway.Init")
public class AdminTokenEntity {
  @Id String hash;
  String name;

  @Column(name = "created_at")
  Instant created;
}
