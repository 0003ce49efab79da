package io.ringdown.storage.binding;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BulkStore.Brought;
import io.ringdown.binding.KeptBinding;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.binding.HistoryWriter.Subject;
import io.ringdown.storage.binding.Registrar.Name;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What keeps bindings that were exported, within one transaction, in three steps: all that are new
 * in one batch; of the rest all that are there as the same device of the same person in another;
 * what is left one by one through the {@link Registrar}.
 */
final class Importer {
  private static final String IMPORTED = "imported";

  private static final String FREE =
      " AND NOT EXISTS (SELECT 1 FROM binding WHERE account_sid = ? AND channel = ?%s AND %s = ?)";

  private static final String INSERT =
      "INSERT INTO binding (sid, account_sid, identity, channel, address, address_hash, device_id,"
          + " shared_by, credential_sid, environment, target_keys, tags, status, invalid_reason,"
          + " registered_at, expires_at, created_at, updated_at, last_delivery_status,"
          + " last_delivery_at, version) SELECT CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR),"
          + " CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS BYTEA), CAST(? AS VARCHAR),"
          + " CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR),"
          + " CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS BIGINT),"
          + " CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS VARCHAR),"
          + " CAST(? AS BIGINT), CAST(? AS BIGINT) WHERE TRUE";

  /** The one row that is all that the line tells, by now registered again. */
  private static final String REFRESH =
      "UPDATE binding SET registered_at = GREATEST(registered_at, CAST(? AS BIGINT)),"
          + " updated_at = GREATEST(updated_at, CAST(? AS BIGINT)), expires_at = ?,"
          + " version = version + 1 WHERE account_sid = ? AND address_hash = ? AND channel = ?"
          + " AND shared_by = ? AND device_id IS NOT DISTINCT FROM CAST(? AS VARCHAR)"
          + " AND identity = ? AND credential_sid IS NOT DISTINCT FROM CAST(? AS VARCHAR)"
          + " AND environment IS NOT DISTINCT FROM CAST(? AS VARCHAR) AND target_keys = ?"
          + " AND tags = ? AND status = ? AND updated_at < CAST(? AS BIGINT)";

  private static final String REFRESHED =
      "INSERT INTO binding_history (binding_sid, ordinal, account_sid, identity, event, reason, at,"
          + " actor) SELECT sid, version, account_sid, identity, CAST(? AS VARCHAR),"
          + " CAST(? AS VARCHAR), CAST(? AS BIGINT), CAST(? AS VARCHAR) FROM binding"
          + " WHERE account_sid = ? AND address_hash = ? AND channel = ? AND shared_by = ?";

  private static final String RESTORE =
      "UPDATE binding SET status = ?, invalid_reason = ?, registered_at = ?, updated_at = ?";

  private static final String RESTORE_NEW =
      ", created_at = ?, last_delivery_status = ?, last_delivery_at = ?";

  private static final String FORMER =
      "SELECT binding_sid, MAX(ordinal) FROM binding_history WHERE binding_sid = ANY(?)"
          + " GROUP BY binding_sid";

  private static final String GO_ON =
      "UPDATE binding_history SET ended_at = NULL WHERE binding_sid = ?";

  private final EntityManager entities;
  private final RandomGenerator random;
  private final AccountPolicy policy;
  private final HistoryWriter history;
  private final Registrar registrar;

  Importer(EntityManager entities, RandomGenerator random, AccountPolicy policy) {
    this.entities = entities;
    this.random = random;
    this.policy = policy;
    this.history = new HistoryWriter(entities);
    this.registrar = new Registrar(entities, random, policy, history);
  }

  /** What became of each. To be called once. */
  List<Brought> bring(List<KeptBinding> bindings) {
    var results = new @Nullable Brought[bindings.size()];
    var names = names(bindings);
    if (policy.maxBindingsPerIdentity() == null) {
      var apart = apart(bindings);
      insert(bindings, names, apart, results);
      refresh(bindings, apart, results);
    }
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        results[i] = one(bindings.get(i), names.get(i));
      }
    }
    history.flush();
    return Arrays.stream(results).map(Objects::requireNonNull).toList();
  }

  /** What each is called if it is new; a name that was here before goes on with its history. */
  private List<Name> names(List<KeptBinding> bindings) {
    var wished =
        bindings.stream()
            .flatMap(kept -> Stream.ofNullable(kept.sid()))
            .map(BindingSid::value)
            .distinct()
            .toArray(String[]::new);
    Map<String, Long> former = new HashMap<>();
    if (wished.length > 0) {
      new Sql(entities, FORMER)
          .all(row -> former.put(row.getString(1), row.getLong(2)), (Object) wished);
    }
    return bindings.stream()
        .map(
            kept ->
                kept.sid() == null
                    ? new Name(BindingSid.generate(random), 1)
                    : new Name(kept.sid(), former.getOrDefault(kept.sid().value(), 0L) + 1))
        .toList();
  }

  /**
   * Those that no earlier one of the chunk may be the same as; the others must come after them, in
   * their order.
   */
  private List<Integer> apart(List<KeptBinding> bindings) {
    Set<Object> seen = new HashSet<>();
    List<Integer> apart = new ArrayList<>();
    for (int i = 0; i < bindings.size(); i++) {
      var registration = bindings.get(i).registration();
      var channel = registration.target().channel();
      var owner = Registrar.sharedBy(registration, policy);
      var device = registration.deviceId();
      var isNew = seen.add(List.of(channel, owner, ByteBuffer.wrap(AddressHash.of(registration))));
      if (device != null) {
        isNew &= seen.add(List.of(channel, owner, device));
      }
      if (isNew) {
        apart.add(i);
      }
    }
    return apart;
  }

  private void insert(
      List<KeptBinding> bindings,
      List<Name> names,
      List<Integer> apart,
      @Nullable Brought[] results) {
    var inserted =
        new Sql(entities, insertText())
            .batch(apart.stream().map(i -> row(bindings.get(i), names.get(i))).toList());
    Map<String, List<String>> tags = new LinkedHashMap<>();
    for (int j = 0; j < inserted.length; j++) {
      if (inserted[j] == 1) {
        int i = apart.get(j);
        results[i] = Brought.CREATED;
        var registration = bindings.get(i).registration();
        var name = names.get(i);
        tags.put(name.sid().value(), registration.tags());
        goOn(name);
        history.add(
            new Subject(
                name.sid().value(),
                name.version(),
                registration.account().value(),
                registration.identity().value()),
            new Happening(Kind.REGISTERED, IMPORTED, null, registration.at(), registration.by()));
      }
    }
    if (!tags.isEmpty()) {
      new BindingTags(entities).add(bindings.get(0).registration().account(), tags);
    }
  }

  private void goOn(Name name) {
    if (name.version() > 1) {
      new Sql(entities, GO_ON).update(name.sid().value());
    }
  }

  private String insertText() {
    var owner = policy.addressTakeover() ? "" : " AND identity = ?";
    return INSERT
        + FREE.formatted(owner, "address_hash")
        + FREE.formatted(owner, "device_id")
        + " ON CONFLICT DO NOTHING";
  }

  private @Nullable Object[] row(KeptBinding kept, Name name) {
    var registration = kept.registration();
    var target = registration.target();
    var at = InstantColumn.micros(kept.asOf());
    var account = registration.account().value();
    var channel = target.channel().name();
    var hash = AddressHash.of(registration);
    var device = Registrar.value(registration.deviceId());
    var last = kept.lastDelivery();
    List<@Nullable Object> row =
        new ArrayList<>(
            Arrays.<@Nullable Object>asList(
                name.sid().value(),
                account,
                registration.identity().value(),
                channel,
                Registrar.value(target.address()),
                hash,
                device,
                Registrar.sharedBy(registration, policy),
                Registrar.value(target.credential()),
                target.environment(),
                Json.write(target.keys()),
                Json.write(registration.tags()),
                kept.status().name(),
                kept.invalidReason(),
                at,
                InstantColumn.micros(Registrar.expiry(registration)),
                kept.created() == null ? at : InstantColumn.micros(kept.created()),
                at,
                last == null ? null : last.status(),
                last == null ? null : InstantColumn.micros(last.at()),
                name.version()));
    for (var key : new @Nullable Object[] {hash, device}) {
      row.add(account);
      row.add(channel);
      if (!policy.addressTakeover()) {
        row.add(registration.identity().value());
      }
      row.add(key);
    }
    return row.toArray();
  }

  private void refresh(
      List<KeptBinding> bindings, List<Integer> apart, @Nullable Brought[] results) {
    var left = apart.stream().filter(i -> results[i] == null).toList();
    var refreshed =
        new Sql(entities, REFRESH)
            .batch(left.stream().map(i -> refreshing(bindings.get(i))).toList());
    List<@Nullable Object[]> told = new ArrayList<>();
    for (int j = 0; j < refreshed.length; j++) {
      if (refreshed[j] == 1) {
        results[left.get(j)] = Brought.UPDATED;
        told.add(refreshed(bindings.get(left.get(j)).registration()));
      }
    }
    new Sql(entities, REFRESHED).batch(told);
  }

  private @Nullable Object[] refreshing(KeptBinding kept) {
    var registration = kept.registration();
    var target = registration.target();
    var at = InstantColumn.micros(kept.asOf());
    return new @Nullable Object[] {
      at,
      at,
      InstantColumn.micros(Registrar.expiry(registration)),
      registration.account().value(),
      AddressHash.of(registration),
      target.channel().name(),
      Registrar.sharedBy(registration, policy),
      Registrar.value(registration.deviceId()),
      registration.identity().value(),
      Registrar.value(target.credential()),
      target.environment(),
      Json.write(target.keys()),
      Json.write(registration.tags()),
      kept.status().name(),
      kept.changed() == null
          ? Long.MAX_VALUE
          : InstantColumn.micros(told(kept.changed()).plusMillis(1))
    };
  }

  private @Nullable Object[] refreshed(Registration registration) {
    return new @Nullable Object[] {
      Kind.REFRESHED.name(),
      IMPORTED,
      InstantColumn.micros(registration.at()),
      registration.by().name(),
      registration.account().value(),
      AddressHash.of(registration),
      registration.target().channel().name(),
      Registrar.sharedBy(registration, policy)
    };
  }

  private Brought one(KeptBinding kept, Name name) {
    var bound = registrar.lock(kept.registration(), Set.of());
    var changed = kept.changed();
    if (changed != null
        && bound.stream().anyMatch(row -> told(row.updated).isAfter(told(changed)))) {
      return Brought.OUTDATED;
    }
    var asOf =
        bound.stream()
            .map(row -> row.registeredAt)
            .filter(at -> at.isAfter(kept.asOf()))
            .max(Instant::compareTo)
            .orElse(kept.asOf());
    return registrar
        .register(kept.registration(), name)
        .map(registered -> restored(kept, InstantColumn.micros(asOf), name, registered))
        .orElse(Brought.OVER_LIMIT);
  }

  /** Sets what a registration cannot tell. */
  private Brought restored(KeptBinding kept, long asOf, Name name, Registered registered) {
    // What the registrar changed must be there before it is changed again.
    entities.flush();
    entities.clear();
    var sid = registered.binding().sid();
    List<@Nullable Object> values =
        new ArrayList<>(
            Arrays.<@Nullable Object>asList(
                kept.status().name(), kept.invalidReason(), asOf, asOf));
    if (registered.created()) {
      var last = kept.lastDelivery();
      values.add(kept.created() == null ? asOf : InstantColumn.micros(kept.created()));
      values.add(last == null ? null : last.status());
      values.add(last == null ? null : InstantColumn.micros(last.at()));
      if (sid.equals(name.sid())) {
        goOn(name);
      }
    }
    values.add(sid.value());
    new Sql(entities, RESTORE + (registered.created() ? RESTORE_NEW : "") + " WHERE sid = ?")
        .update(values.toArray());
    return registered.created() ? Brought.CREATED : Brought.UPDATED;
  }

  /** A time as an export tells it, which is where the times of lines come from. */
  private static Instant told(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }
}
