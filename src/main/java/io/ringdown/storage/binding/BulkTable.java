package io.ringdown.storage.binding;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BulkStore;
import io.ringdown.binding.KeptBinding;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.database.StorageException;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The table {@code binding}, many rows at a time, in transactions of bounded size. */
public final class BulkTable implements BulkStore {
  /** So many changes that are independent of each other share a transaction. */
  private static final int TOGETHER = 50;

  /** Who changes many bindings of an account waits for others who do: their orders may differ. */
  private static final String TURN = "SELECT sid FROM account WHERE sid = ? FOR UPDATE";

  private static final String OWNER =
      "SELECT identity FROM binding WHERE account_sid = ? AND sid = ? FOR UPDATE";
  private static final String NEWEST = "SELECT MAX(id) FROM binding";

  private final Database database;
  private final RandomGenerator random;

  /**
   * @param random makes SIDs; must be hard to guess and safe for several threads
   */
  public BulkTable(Database database, RandomGenerator random) {
    this.database = database;
    this.random = random;
  }

  @Override
  public List<Outcome> change(
      AccountSid account, List<Change> changes, AccountPolicy policy, boolean atomic) {
    if (atomic) {
      return allOrNone(account, changes, policy);
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (int from = 0; from < changes.size(); from += TOGETHER) {
      var some = changes.subList(from, Math.min(changes.size(), from + TOGETHER));
      outcomes.addAll(
          database.untilItFits(
              entities -> {
                var making = making(entities, account, policy);
                var made =
                    some.stream().map(change -> make(entities, account, change, making)).toList();
                making.history().flush();
                return made;
              }));
    }
    return outcomes;
  }

  private List<Outcome> allOrNone(AccountSid account, List<Change> changes, AccountPolicy policy) {
    List<Outcome> outcomes = new ArrayList<>();
    try {
      return database.untilItFits(
          entities -> {
            outcomes.clear();
            var making = making(entities, account, policy);
            for (var change : changes) {
              outcomes.add(make(entities, account, change, making));
              if (!outcomes.get(outcomes.size() - 1).made()) {
                throw new StorageException(
                    StorageException.Kind.BROKEN, "a change cannot be made: none is");
              }
            }
            making.history().flush();
            return List.copyOf(outcomes);
          });
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.BROKEN
          && !outcomes.isEmpty()
          && !outcomes.get(outcomes.size() - 1).made()) {
        return outcomes;
      }
      throw e;
    }
  }

  private Making making(EntityManager entities, AccountSid account, AccountPolicy policy) {
    awaitTurn(entities, account);
    var history = new HistoryWriter(entities);
    return new Making(
        new Registrar(entities, random, policy, history),
        new DepartingBindings(entities, history),
        history);
  }

  private Outcome make(EntityManager entities, AccountSid account, Change change, Making making) {
    if (change instanceof Change.Upsert upsert) {
      return making
          .registrar()
          .register(upsert.registration())
          .<Outcome>map(Outcome.Bound::new)
          .orElseGet(Outcome.OverLimit::new);
    }
    var delete = (Change.Delete) change;
    // What was changed before must be there before it is deleted, and is not written again after.
    entities.flush();
    entities.clear();
    var owner =
        new Sql(entities, OWNER)
            .first(row -> row.getString(1), account.value(), delete.sid().value());
    if (owner.isEmpty()) {
      return new Outcome.Absent();
    }
    if (delete.owner().filter(only -> !only.value().equals(owner.get())).isPresent()) {
      return new Outcome.Foreign();
    }
    making
        .departing()
        .end(
            new Happening(Kind.DELETED, delete.at(), delete.by()),
            "account_sid = ? AND sid = ? FOR UPDATE",
            account.value(),
            delete.sid().value());
    return new Outcome.Deleted(delete.sid());
  }

  @Override
  public List<Brought> bring(List<KeptBinding> bindings, AccountPolicy policy) {
    return database.untilItFitsUnsettled(
        entities -> {
          awaitTurn(entities, bindings.get(0).registration().account());
          return new Importer(entities, random, policy).bring(bindings);
        });
  }

  @Override
  public void settle() {
    database.settle();
  }

  private static void awaitTurn(EntityManager entities, AccountSid account) {
    new Sql(entities, TURN).first(row -> row.getString(1), account.value());
  }

  @Override
  public Iterator<List<Binding>> export(AccountSid account, BindingFilter filter) {
    var last =
        database
            .reading(entities -> new Sql(entities, NEWEST).first(row -> row.getLong(1)))
            .orElse(0L);
    return new Pages(account, filter, last);
  }

  /** What changes are made with, within one transaction. */
  private record Making(Registrar registrar, DepartingBindings departing, HistoryWriter history) {}

  /**
   * Goes through the ids from the oldest on, in steps that become wider where few match. What is
   * kept of a step are ids.
   */
  private final class Pages implements Iterator<List<Binding>> {
    private static final long WIDEST = 64L * CHUNK;

    private final AccountSid account;
    private final BindingFilter filter;
    private final long last;
    private long position;
    private long width = CHUNK;
    private List<Long> ids = List.of();
    private @Nullable List<Binding> next;

    Pages(AccountSid account, BindingFilter filter, long last) {
      this.account = account;
      this.filter = filter;
      this.last = last;
    }

    @Override
    public boolean hasNext() {
      while (next == null && !(ids.isEmpty() && position >= last)) {
        var page = database.reading(this::page);
        next = page.isEmpty() ? null : page;
      }
      return next != null;
    }

    @Override
    public List<Binding> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var page = Optional.ofNullable(next).orElseThrow();
      next = null;
      return page;
    }

    private List<Binding> page(EntityManager entities) {
      var found = new BindingIds(entities, account, filter);
      if (ids.isEmpty()) {
        var upTo = Math.min(last, position + width);
        ids = found.within(position, upTo);
        position = upTo;
        width = ids.size() < CHUNK / 2 ? Math.min(WIDEST, 2 * width) : CHUNK;
      }
      var some = ids.subList(0, Math.min(CHUNK, ids.size()));
      ids = ids.subList(some.size(), ids.size());
      return found.load(some).stream()
          .sorted(Comparator.comparing(row -> row.id))
          .map(BindingEntity::binding)
          .toList();
    }
  }
}
