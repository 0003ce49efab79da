package io.ringdown.storage.binding;

import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingStatus;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What finds the ids of the bindings that match a filter, each time from one index: a list costs
 * what it shows, however many bindings there are. Works within one transaction.
 *
 * <p>Ids of ours, whose form is fixed, stand in the statement itself. As parameters they would make
 * PostgreSQL plan for a value that is as frequent as any, which for a rare one means to walk
 * through the whole table.
 */
final class BindingIds {
  /** So few bindings of a tag are looked at one by one. */
  private static final int FEW = 2_000;

  private final EntityManager entities;
  private final AccountSid account;
  private final BindingFilter filter;

  BindingIds(EntityManager entities, AccountSid account, BindingFilter filter) {
    this.entities = entities;
    this.account = account;
    this.filter = filter;
  }

  /** The newest ones, newest first. */
  List<BindingEntity> newest(Optional<Long> before, int limit) {
    List<BindingEntity> rows = new ArrayList<>();
    var from = before.orElse(Long.MAX_VALUE);
    Found found;
    do {
      // Again when some were deleted or changed since their ids were read, as this is no last page.
      found = newestIds(from, limit);
      rows.addAll(load(found.ids()));
      from = found.ids().stream().min(Comparator.naturalOrder()).orElse(0L);
    } while (!found.all() && rows.size() < limit);
    rows.sort(Comparator.comparing((BindingEntity row) -> row.id).reversed());
    return rows.size() > limit ? rows.subList(0, limit) : rows;
  }

  /** Those with ids within the bounds, oldest first. */
  List<Long> within(long after, long upTo) {
    List<Long> found = new ArrayList<>();
    for (var status : statuses()) {
      found.addAll(
          statement(status, " AND b.id > ? AND b.id <= ?", "", List.of(after, upTo)).ids(entities));
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  /** The bindings with these ids, in no order; without those whose tags only hash alike. */
  List<BindingEntity> load(Collection<Long> ids) {
    if (ids.isEmpty()) {
      return new ArrayList<>();
    }
    var rows =
        entities
            .createQuery("SELECT b FROM BindingEntity b WHERE b.id IN :ids", BindingEntity.class)
            .setParameter("ids", ids)
            .setHint("eclipselink.read-only", "true")
            .getResultList();
    var matching = new ArrayList<BindingEntity>();
    for (var row : rows) {
      if (matches(row.binding())) {
        matching.add(row);
      }
    }
    return matching;
  }

  private Found newestIds(long before, int limit) {
    if (filter.tag().isPresent()) {
      // One of a few tagged ones is found among them, one of many tagged ones soon by the rest.
      var few = isTagAlone() ? limit : FEW;
      var tagged = tagged(filter.tag().get(), before, few);
      if (isTagAlone() || tagged.size() < few) {
        return new Found(tagged, tagged.size() < few);
      }
    }
    List<Long> found = new ArrayList<>();
    for (var status : statuses()) {
      found.addAll(
          statement(
                  status,
                  " AND b.id < ?",
                  " ORDER BY " + order() + "b.id DESC LIMIT " + limit,
                  List.of(before))
              .ids(entities));
    }
    found.sort(Comparator.reverseOrder());
    return new Found(found.size() > limit ? found.subList(0, limit) : found, found.size() < limit);
  }

  private List<Long> tagged(String tag, long before, int limit) {
    return new Sql(
            entities,
            "SELECT binding_id FROM binding_tag WHERE tag_hash = ? AND binding_id < ?"
                + " ORDER BY tag_hash DESC, binding_id DESC LIMIT "
                + limit)
        .all(row -> row.getLong(1), BindingTags.hash(account, tag), before);
  }

  private List<BindingStatus> statuses() {
    return filter.status().map(List::of).orElseGet(() -> Arrays.asList(BindingStatus.values()));
  }

  private Statement statement(
      BindingStatus status, String bounds, String order, List<Object> bounding) {
    var where = new StringBuilder("SELECT b.id FROM binding b WHERE b.account_sid = ");
    List<@Nullable Object> parameters = new ArrayList<>();
    where.append(literal(account)).append(" AND b.status = ").append(literal(status.name()));
    filter.channel().ifPresent(name -> where.append(" AND b.channel = ").append(literal(name)));
    filter
        .credential()
        .ifPresent(sid -> where.append(" AND b.credential_sid = ").append(literal(sid)));
    filter
        .identity()
        .ifPresent(
            identity -> {
              where.append(" AND b.identity = ?");
              parameters.add(identity.value());
            });
    filter
        .deviceId()
        .ifPresent(
            device -> {
              where.append(" AND b.device_id = ?");
              parameters.add(device.value());
            });
    filter
        .address()
        .ifPresent(
            address -> {
              where.append(" AND b.address_hash = ?");
              parameters.add(AddressHash.of(address));
            });
    filter
        .tag()
        .ifPresent(
            tag -> {
              where.append(
                  " AND EXISTS (SELECT 1 FROM binding_tag t WHERE t.tag_hash = ?"
                      + " AND t.binding_id = b.id)");
              parameters.add(BindingTags.hash(account, tag));
            });
    where.append(bounds);
    parameters.addAll(bounding);
    return new Statement(where.append(order).toString(), parameters);
  }

  /** The order of the index to go by, which H2 recognizes by its columns alone. */
  private String order() {
    if (isOfFew()) {
      return "";
    }
    var index = "b.account_sid DESC, b.status DESC, ";
    if (filter.credential().isPresent()) {
      index = "b.account_sid DESC, b.credential_sid DESC, b.status DESC, ";
    } else if (filter.channel().isPresent()) {
      index = "b.account_sid DESC, b.channel DESC, b.status DESC, ";
    }
    return index;
  }

  /** Whether there cannot be many, so that they may be sorted. */
  private boolean isOfFew() {
    return filter.identity().isPresent()
        || filter.deviceId().isPresent()
        || filter.address().isPresent();
  }

  private boolean isTagAlone() {
    return !isOfFew()
        && filter.channel().isEmpty()
        && filter.status().isEmpty()
        && filter.credential().isEmpty();
  }

  private boolean matches(Binding binding) {
    return is(filter.tag(), tag -> binding.tags().contains(tag))
        && is(filter.status(), binding.status()::equals)
        && is(filter.channel(), binding.target().channel()::equals)
        && is(filter.identity(), binding.identity()::equals)
        && is(filter.deviceId(), device -> device.equals(binding.deviceId()))
        && is(filter.address(), address -> address.equals(binding.target().address()))
        && is(filter.credential(), sid -> sid.equals(binding.target().credential()));
  }

  private static <T> boolean is(Optional<T> wanted, Predicate<T> test) {
    return wanted.isEmpty() || test.test(wanted.get());
  }

  private static String literal(Object id) {
    return "'" + id + "'";
  }

  /** Ids, and whether there are no more. */
  private record Found(List<Long> ids, boolean all) {}

  private record Statement(String text, List<@Nullable Object> parameters) {
    List<Long> ids(EntityManager entities) {
      return new Sql(entities, text).all(row -> row.getLong(1), parameters.toArray());
    }
  }
}
