package io.ringdown.storage.binding;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingLimitException;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        .untilItFits(entities -> new Registrar(entities, random, policy).register(registration))
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
  public boolean delete(AccountSid account, BindingSid sid) {
    return change("DELETE FROM binding WHERE account_sid = ? AND sid = ?", account, sid) == 1;
  }

  @Override
  public boolean release(AccountSid account, BindingSid sid, Address address) {
    return database.inTransaction(
            entities ->
                new Sql(
                        entities,
                        "DELETE FROM binding WHERE account_sid = ? AND sid = ?"
                            + " AND address_hash = ?")
                    .update(account.value(), sid.value(), AddressHash.of(address)))
        == 1;
  }

  @Override
  public int releaseAll(NodeId node) {
    return database.untilItFits(
        entities -> new Sql(entities, "DELETE FROM binding WHERE node = ?").update(node.value()));
  }

  @Override
  public List<PagedBinding> list(
      AccountSid account, BindingFilter filter, Optional<Long> after, int limit) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    var where = new StringBuilder("b.accountSid = :account");
    parameters.put("account", account.value());
    filter
        .identity()
        .ifPresent(
            identity -> {
              where.append(" AND b.identity = :identity");
              parameters.put("identity", identity.value());
            });
    filter
        .channel()
        .ifPresent(
            channel -> {
              where.append(" AND b.channel = :channel");
              parameters.put("channel", channel.name());
            });
    filter
        .status()
        .ifPresent(
            status -> {
              where.append(" AND b.status = :status");
              parameters.put("status", status);
            });
    after.ifPresent(
        position -> {
          where.append(" AND b.id < :after");
          parameters.put("after", position);
        });
    return database.reading(
        entities -> {
          var query =
              entities.createQuery(
                  "SELECT b FROM BindingEntity b WHERE " + where + " ORDER BY b.id DESC",
                  BindingEntity.class);
          parameters.forEach(query::setParameter);
          return query
              .setMaxResults(limit)
              .getResultStream()
              .map(row -> new PagedBinding(row.binding(), row.id))
              .toList();
        });
  }

  private int change(String sql, AccountSid account, BindingSid sid) {
    return database.inTransaction(
        entities -> new Sql(entities, sql).update(account.value(), sid.value()));
  }
}
