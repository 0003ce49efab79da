package io.ringdown.storage.binding;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingLimitException;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.DeadAddress;
import io.ringdown.binding.Departed;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.binding.DeadAddresses.Verdict;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The table {@code binding}. */
public final class BindingTable implements BindingStore {
  private final Database database;
  private final RandomGenerator random;

  /**
   * @param random makes SIDs; must be hard to guess and safe for several threads
   */
  public BindingTable(Database database, RandomGenerator random) {
    this.database = database;
    this.random = random;
  }

  @Override
  public Registered register(Registration registration, AccountPolicy policy) {
    return database
        .untilItFits(
            entities -> {
              var history = new HistoryWriter(entities);
              var registered =
                  new Registrar(entities, random, policy, history).register(registration);
              history.flush();
              return registered;
            })
        .orElseThrow(BindingLimitException::new);
  }

  @Override
  public Optional<Binding> find(AccountSid account, BindingSid sid) {
    return database.reading(
        entities ->
            entities
                .createQuery(
                    "SELECT b FROM BindingEntity b WHERE b.accountSid = :account AND b.sid = :sid",
                    BindingEntity.class)
                .setParameter("account", account.value())
                .setParameter("sid", sid.value())
                .getResultStream()
                .findFirst()
                .map(BindingEntity::binding));
  }

  @Override
  public Optional<Registered> change(
      BindingSid sid, long version, Registration registration, AccountPolicy policy) {
    return database
        .untilItFits(
            entities -> {
              var history = new HistoryWriter(entities);
              var changed =
                  new Registrar(entities, random, policy, history)
                      .change(sid, version, registration);
              history.flush();
              return changed;
            })
        .get();
  }

  @Override
  public boolean invalidate(Binding binding, DeadAddress verdict) {
    var target = binding.target();
    var address = target.address();
    if (address == null) {
      return false;
    }
    var dead =
        new Verdict(
            binding.sid().value(),
            binding.account().value(),
            binding.identity().value(),
            AddressHash.of(address),
            verdict.since(),
            verdict.code(),
            verdict.detail(),
            verdict.twilioCode(),
            verdict.at(),
            ChangedBy.provider(target.channel()));
    return database.untilItFits(
        entities -> {
          var history = new HistoryWriter(entities);
          int invalidated = new DeadAddresses(entities, history).note(List.of(dead));
          history.flush();
          return invalidated == 1;
        });
  }

  @Override
  public boolean delete(
      AccountSid account, BindingSid sid, long version, ChangedBy by, Instant at) {
    return delete(
            new Happening(Kind.DELETED, at, by),
            "account_sid = ? AND sid = ? AND version = ? FOR UPDATE",
            account.value(),
            sid.value(),
            version)
        == 1;
  }

  @Override
  public List<Held> release(List<Held> connections) {
    return database.untilItFits(entities -> DepartingBindings.release(entities, connections));
  }

  @Override
  public List<Departed> releaseAll(NodeId node) {
    return database.untilItFits(entities -> DepartingBindings.disconnect(entities, node.value()));
  }

  @Override
  public Set<Held> heldBy(NodeId node) {
    return database.reading(entities -> DepartingBindings.heldBy(entities, node.value()));
  }

  @Override
  public List<PagedBinding> list(
      AccountSid account, BindingFilter filter, Optional<Long> after, int limit) {
    return database.reading(
        entities ->
            new BindingIds(entities, account, filter)
                .newest(after, limit).stream()
                    .map(row -> new PagedBinding(row.binding(), row.id))
                    .toList());
  }

  @Override
  public int delete(AccountSid account, List<BindingSid> sids, ChangedBy by, Instant at) {
    var values = sids.stream().map(BindingSid::value).toArray(String[]::new);
    return delete(
        new Happening(Kind.DELETED, at, by),
        "account_sid = ? AND sid = ANY(?) ORDER BY id FOR UPDATE",
        account.value(),
        values);
  }

  private int delete(Happening happening, String which, Object... parameters) {
    return database.untilItFits(
        entities -> {
          var history = new HistoryWriter(entities);
          var deleted = new DepartingBindings(entities, history).end(happening, which, parameters);
          history.flush();
          return deleted.size();
        });
  }
}
