package io.ringdown.storage.binding;

import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code binding_tag}, in which bindings are found by their tags: written with each
 * binding, and emptied by the database when a binding is deleted. Works within one transaction.
 */
final class BindingTags {
  private static final String IDS = "SELECT sid, id FROM binding WHERE sid = ANY(?)";
  private static final String ADD = "INSERT INTO binding_tag (tag_hash, binding_id) VALUES (?, ?)";

  private final EntityManager entities;

  BindingTags(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * What stands for the tag in the index; two tags with the same hash are told apart by reading.
   */
  static long hash(AccountSid account, String tag) {
    return ByteBuffer.wrap(AddressHash.hash("tag", account.value(), tag)).getLong();
  }

  /** Notes the tags of new bindings. */
  void add(AccountSid account, Map<String, List<String>> tagsBySid) {
    if (tagsBySid.values().stream().allMatch(List::isEmpty)) {
      return;
    }
    Map<String, Long> ids = new HashMap<>();
    new Sql(entities, IDS)
        .all(
            row -> ids.put(row.getString(1), row.getLong(2)),
            (Object) tagsBySid.keySet().toArray(String[]::new));
    List<@Nullable Object[]> rows = new ArrayList<>();
    tagsBySid.forEach(
        (sid, tags) ->
            tags.stream()
                .distinct()
                .forEach(
                    tag -> rows.add(new @Nullable Object[] {hash(account, tag), ids.get(sid)})));
    new Sql(entities, ADD).batch(rows);
  }

  /** Notes the tags of a binding that has other ones from now on. */
  void replace(AccountSid account, BindingEntity binding, List<String> tags) {
    new Sql(entities, "DELETE FROM binding_tag WHERE binding_id = ?").update(binding.id);
    add(account, Map.of(binding.sid, tags));
  }
}
