package io.ringdown.storage.binding;

import io.ringdown.account.CredentialSid;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.Binding.LastDelivery;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.Channel;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.storage.database.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.QueryHint;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of {@code binding}. */
@Entity
@Table(name = "binding")
@NamedQuery(
    name = BindingEntity.CALLEE,
    query =
        "SELECT b, c.version FROM BindingEntity b"
            + " LEFT JOIN CredentialEntity c ON c.sid = b.credentialSid"
            + " AND c.accountSid = b.accountSid"
            + " WHERE b.accountSid = :account AND b.identity = :identity"
            + " AND b.status = :active AND b.expiresAt > :now",
    hints = @QueryHint(name = "eclipselink.read-only", value = "true"))
@SuppressWarnings("NullAway.Init")
public class BindingEntity {
  /**
   * The query for the callee's active bindings, each with its credential's version. Named, so that
   * it is prepared once and not for each call.
   */
  public static final String CALLEE = "callee";

  @Id Long id;
  String sid;

  @Column(name = "account_sid")
  String accountSid;

  String identity;
  String channel;
  @Nullable String address;

  @Column(name = "address_hash")
  byte[] addressHash;

  @Column(name = "device_id")
  @Nullable String deviceId;

  @Column(name = "shared_by")
  String sharedBy;

  @Column(name = "credential_sid")
  @Nullable String credentialSid;

  @Nullable String environment;

  @Column(name = "target_keys")
  String targetKeys;

  String tags;
  @Nullable String node;

  @Enumerated(EnumType.STRING)
  BindingStatus status;

  @Column(name = "invalid_reason")
  @Nullable String invalidReason;

  @Column(name = "registered_at")
  Instant registeredAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "created_at")
  Instant created;

  @Column(name = "updated_at")
  Instant updated;

  @Column(name = "last_delivery_status")
  @Nullable String lastDeliveryStatus;

  @Column(name = "last_delivery_at")
  @Nullable Instant lastDeliveryAt;

  long version;

  /** The node that holds the connection, where the channel is one that a node holds. */
  public @Nullable NodeId holder() {
    return node == null ? null : new NodeId(node);
  }

  /** The row in the heart's words. */
  public Binding binding() {
    return new Binding(
        new BindingSid(sid),
        new AccountSid(accountSid),
        new Identity(identity),
        new Target(
            new Channel(channel),
            address == null ? null : new Address(address),
            credentialSid == null ? null : new CredentialSid(credentialSid),
            environment,
            Json.textMap(targetKeys)),
        deviceId == null ? null : new DeviceId(deviceId),
        Json.texts(tags),
        status,
        invalidReason,
        registeredAt,
        expiresAt,
        created,
        updated,
        lastDeliveryStatus == null
            ? null
            : new LastDelivery(lastDeliveryStatus, Objects.requireNonNull(lastDeliveryAt)),
        version);
  }
}
