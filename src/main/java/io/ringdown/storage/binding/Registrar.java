package io.ringdown.storage.binding;

import io.ringdown.account.AccountPolicy;
import io.ringdown.account.CredentialSid;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingLimitException;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.BindingTakenException;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.Departed;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.binding.HistoryWriter.Subject;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.database.StorageException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What finds out, within one transaction, whether a registration is new, refreshes a binding or
 * moves it. However many threads and nodes register one device at once, it ends in one binding: a
 * binding is locked before it is changed, and an insert that meets another is skipped.
 */
final class Registrar {
  private static final int TRIES = 5;

  private final EntityManager entities;
  private final RandomGenerator random;
  private final AccountPolicy policy;
  private final HistoryWriter history;

  Registrar(
      EntityManager entities, RandomGenerator random, AccountPolicy policy, HistoryWriter history) {
    this.entities = entities;
    this.random = random;
    this.policy = policy;
    this.history = history;
  }

  /** What became of it, or nothing when the identity has as many bindings as it may have. */
  Optional<Registered> register(Registration registration) {
    return register(registration, null);
  }

  /**
   * The same, with the name that a new binding shall have as long as no other has it.
   *
   * @param wished null for any
   */
  Optional<Registered> register(Registration registration, @Nullable Name wished) {
    var limit = new BindingLimit(entities, policy, registration, history);
    limit.lock();
    for (int i = 0; i < TRIES; i++) {
      var bound = lock(registration, Set.of());
      if (!limit.makeRoom(bound)) {
        return Optional.empty();
      }
      if (!bound.isEmpty()) {
        return Optional.of(refresh(bound, registration, limit));
      }
      var fresh =
          fresh(
              registration,
              wished == null || i > 0 ? new Name(BindingSid.generate(random), 1) : wished);
      if (insert(fresh, registration)) {
        new BindingTags(entities).add(fresh.account(), Map.of(fresh.sid().value(), fresh.tags()));
        history.add(
            new Subject(
                fresh.sid().value(),
                fresh.version(),
                fresh.account().value(),
                fresh.identity().value()),
            new Happening(Kind.REGISTERED, fresh.created(), registration.by()));
        return Optional.of(new Registered(fresh, true, limit.evicted()));
      }
    }
    throw new StorageException(
        StorageException.Kind.CONFLICT, "registrations kept meeting each other");
  }

  /**
   * Changes a binding.
   *
   * @return to be asked after the transaction, within which nothing may be thrown that is not the
   *     database's: what became of it, nothing when it is gone or has another version, or why it
   *     was refused
   */
  Supplier<Optional<Registered>> change(BindingSid sid, long version, Registration registration) {
    var limit = new BindingLimit(entities, policy, registration, history);
    limit.lock();
    var id =
        new Sql(entities, "SELECT id FROM binding WHERE account_sid = ? AND sid = ?")
            .first(row -> row.getLong(1), registration.account().value(), sid.value());
    var bound = id.isEmpty() ? List.<BindingEntity>of() : lock(registration, Set.of(id.get()));
    var kept = bound.stream().filter(row -> row.id.equals(id.get())).findFirst();
    if (kept.isEmpty() || kept.get().version != version) {
      return Optional::empty;
    }
    var others = bound.stream().filter(row -> row != kept.get()).toList();
    if (!others.isEmpty() && !policy.addressTakeover()) {
      var field = common(others.get(0), registration);
      return () -> {
        throw new BindingTakenException(field);
      };
    }
    var happenings = Happenings.ofChange(kept.get(), registration);
    if (happenings.areRenewal() && !limit.makeRoom(bound)) {
      return () -> {
        throw new BindingLimitException();
      };
    }
    var changed = write(kept.get(), others, registration, happenings, limit);
    return () -> Optional.of(changed);
  }

  /** What another binding has in common with what is asked for. */
  private static String common(BindingEntity other, Registration registration) {
    var device = registration.deviceId();
    if (device != null && device.value().equals(other.deviceId)) {
      return "device_id";
    }
    return registration.target().address() == null ? "identity" : "address";
  }

  /**
   * What the registration is already bound as, locked, the one to keep first. Found by two indexes,
   * but locked in one order, so that registrations that cross do not wait for each other.
   *
   * @param besides further ones to be locked, by id
   */
  List<BindingEntity> lock(Registration registration, Set<Long> besides) {
    var device = value(registration.deviceId());
    var hash = AddressHash.of(registration);
    var ids = new HashSet<>(besides);
    if (device != null) {
      ids.addAll(matching("b.deviceId = :value", device, registration));
    }
    ids.addAll(matching("b.addressHash = :value", hash, registration));
    if (ids.isEmpty()) {
      return List.of();
    }
    return entities
        .createQuery(
            "SELECT b FROM BindingEntity b WHERE b.id IN :ids ORDER BY b.id", BindingEntity.class)
        .setParameter("ids", ids)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        // It may have moved while its lock was waited for.
        .filter(row -> besides.contains(row.id) || matches(row, device, hash, registration))
        .sorted(
            Comparator.comparing((BindingEntity row) -> !Objects.equals(row.deviceId, device))
                .thenComparing(row -> row.id, Comparator.reverseOrder()))
        .toList();
  }

  private List<Long> matching(String match, Object value, Registration registration) {
    var ofOneIdentity = policy.addressTakeover() ? "" : " AND b.identity = :identity";
    var query =
        entities
            .createQuery(
                "SELECT b.id FROM BindingEntity b WHERE b.accountSid = :account"
                    + " AND b.channel = :channel AND "
                    + match
                    + ofOneIdentity,
                Long.class)
            .setParameter("account", registration.account().value())
            .setParameter("channel", registration.target().channel().name())
            .setParameter("value", value);
    if (!policy.addressTakeover()) {
      query.setParameter("identity", registration.identity().value());
    }
    return query.getResultList();
  }

  private boolean matches(
      BindingEntity row, @Nullable String device, byte[] hash, Registration registration) {
    return (policy.addressTakeover() || row.identity.equals(registration.identity().value()))
        && ((device != null && device.equals(row.deviceId))
            || Arrays.equals(hash, row.addressHash));
  }

  private Registered refresh(
      List<BindingEntity> bound, Registration registration, BindingLimit limit) {
    var kept = bound.get(0);
    var others = bound.subList(1, bound.size());
    var happenings = Happenings.ofRegistration(kept, registration);
    return write(kept, others, registration, happenings, limit);
  }

  private Registered write(
      BindingEntity kept,
      List<BindingEntity> others,
      Registration registration,
      Happenings happenings,
      BindingLimit limit) {
    var merged = merge(kept, others, registration);
    var departed = Stream.concat(limit.evicted().stream(), merged.stream()).toList();
    return new Registered(write(kept, registration, happenings), false, departed);
  }

  private Binding write(BindingEntity kept, Registration registration, Happenings happenings) {
    happenings.add(history);
    var target = registration.target();
    if (!kept.identity.equals(registration.identity().value())) {
      // What reached the former person says nothing about the new one.
      kept.lastDeliveryStatus = null;
      kept.lastDeliveryAt = null;
    }
    kept.identity = registration.identity().value();
    kept.address = value(target.address());
    kept.addressHash = AddressHash.of(registration);
    kept.deviceId = value(registration.deviceId());
    kept.sharedBy = sharedBy(registration);
    kept.credentialSid = value(target.credential());
    kept.environment = target.environment();
    kept.targetKeys = Json.write(target.keys());
    var tags = Json.write(registration.tags());
    if (!kept.tags.equals(tags)) {
      kept.tags = tags;
      new BindingTags(entities).replace(registration.account(), kept, registration.tags());
    }
    kept.node = value(registration.node());
    kept.expiresAt = expiry(registration);
    var at = InstantColumn.rounded(registration.at());
    if (happenings.areRenewal()) {
      kept.status = BindingStatus.ACTIVE;
      kept.invalidReason = null;
      kept.registeredAt = at;
    }
    if (happenings.any()) {
      kept.updated = at;
    }
    return kept.binding();
  }

  private List<Departed> merge(
      BindingEntity kept, List<BindingEntity> others, Registration registration) {
    var departing = new DepartingBindings(entities, history);
    var merged =
        new Happening(
            Kind.DELETED, "merged", "into " + kept.sid, registration.at(), ChangedBy.RINGDOWN);
    return others.stream().flatMap(other -> departing.end(other, merged).stream()).toList();
  }

  private static Binding fresh(Registration registration, Name name) {
    var at = InstantColumn.rounded(registration.at());
    return new Binding(
        name.sid(),
        registration.account(),
        registration.identity(),
        registration.target(),
        registration.deviceId(),
        registration.tags(),
        BindingStatus.ACTIVE,
        null,
        at,
        expiry(registration),
        at,
        at,
        null,
        name.version());
  }

  private boolean insert(Binding binding, Registration registration) {
    var at = InstantColumn.micros(binding.registeredAt());
    return new Sql(
                entities,
                "INSERT INTO binding (sid, account_sid, identity, channel, address, address_hash,"
                    + " device_id, shared_by, credential_sid, environment, target_keys, tags, node,"
                    + " status, registered_at, expires_at, created_at, updated_at, version)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING")
            .update(
                binding.sid().value(),
                binding.account().value(),
                binding.identity().value(),
                binding.target().channel().name(),
                value(binding.target().address()),
                AddressHash.of(registration),
                value(binding.deviceId()),
                sharedBy(registration),
                value(binding.target().credential()),
                binding.target().environment(),
                Json.write(binding.target().keys()),
                Json.write(binding.tags()),
                value(registration.node()),
                binding.status().name(),
                at,
                InstantColumn.micros(binding.expiresAt()),
                at,
                at,
                binding.version())
        == 1;
  }

  private String sharedBy(Registration registration) {
    return sharedBy(registration, policy);
  }

  static String sharedBy(Registration registration, AccountPolicy policy) {
    return policy.addressTakeover() ? "" : registration.identity().value();
  }

  static Instant expiry(Registration registration) {
    var given = registration.expiresAt();
    return InstantColumn.rounded(
        given == null
            ? registration.at().atOffset(ZoneOffset.UTC).plusYears(1).toInstant()
            : given);
  }

  static @Nullable String value(@Nullable Address address) {
    return address == null ? null : address.value();
  }

  static @Nullable String value(@Nullable DeviceId device) {
    return device == null ? null : device.value();
  }

  static @Nullable String value(@Nullable CredentialSid credential) {
    return credential == null ? null : credential.value();
  }

  static @Nullable String value(@Nullable NodeId node) {
    return node == null ? null : node.value();
  }

  /**
   * What a new binding is called.
   *
   * @param version larger than those of a former binding of that name, whose history goes on
   */
  record Name(BindingSid sid, long version) {}
}
