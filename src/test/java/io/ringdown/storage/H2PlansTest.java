package io.ringdown.storage;

import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.audit.AuditFilter;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.binding.Address;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.storage.account.SealedRows;
import io.ringdown.storage.database.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only H2 can show: the plan of each statement that it ran. */
class H2PlansTest {
  @Test
  void everyStatementOnTheWebhooksPathGoesByAnIndex(@TempDir Path directory) throws Exception {
    try (var database = TestDatabase.h2(directory)) {
      var account = Some.account();
      database.accounts.put(Some.account(account, "token"));
      manyRows(database, account);
      database.execute("SET QUERY_STATISTICS TRUE");

      database.accounts.find(account);
      database.bindings.register(phone(account, "person-7", "a-new-one", null), TAKEOVER);
      database.bindings.register(phone(account, "person-7", "another", null), TAKEOVER);
      var call = Some.call(account, "person-7");
      var kept = owed(database.calls.admit(call, TAKEOVER));
      database.calls.admit(call, TAKEOVER);
      assertThat(kept).anyMatch(database.ongoing::isStillBound);
      database.calls.record(
          List.of(
              attempt(kept.get(0), new Accepted(Optional.empty())),
              attempt(kept.get(1), new BindingGone(Optional.empty(), "gone", "gone")),
              attempt(kept.get(2), BindingGone.changed())));
      database.records.find(account, call.messageId());
      database.ongoing.statuses(account, call.messageId());
      lifeOfABinding(database, account, kept.get(0).binding());

      var plans = plans(database);
      assertThat(plans).hasSizeGreaterThan(10);
      assertThat(plans).noneMatch(plan -> plan.contains("TABLESCAN"));
      database.database.reading(
          entities ->
              new Sql(entities, "SELECT sid FROM binding WHERE tags = ?")
                  .all(row -> row.getString(1), "none"));
      assertThat(plans(database))
          .as("it would have been seen")
          .anyMatch(plan -> plan.contains("TABLESCAN"));
    }
  }

  @Test
  void everyStatementOfTheAdministrationGoesByAnIndex(@TempDir Path directory) throws Exception {
    try (var database = TestDatabase.h2(directory)) {
      var account = Some.account();
      manyTokensAndEntries(database);
      database.accounts.create(Some.account(account, "token"), Some.CHANGE);
      database.execute("SET QUERY_STATISTICS TRUE");

      var token = database.adminTokens.find("7".repeat(64));
      assertThat(token).isEmpty();
      var page = database.adminTokens.list(Optional.empty(), 10);
      var last = page.get(page.size() - 1).sid();
      database.adminTokens.list(Optional.of(last), 10);
      database.adminTokens.used(last, Some.NOW);
      database.adminTokens.revoke(last, false, Some.CHANGE);
      var whole = database.audit.list(Some.auditOf(account), Optional.empty(), 10);
      var position = new AuditLog.Position(Some.NOW, whole.get(0).number());
      for (var actor : List.of(Optional.<String>empty(), Optional.of("actor-7"))) {
        for (var of : List.of(Optional.<AccountSid>empty(), Optional.of(account))) {
          database.audit.list(
              new AuditFilter(of, actor, Optional.empty(), Optional.empty()), Optional.empty(), 10);
          database.audit.list(
              new AuditFilter(of, actor, Optional.of(Some.NOW), Optional.of(Some.NOW)),
              Optional.of(position),
              10);
        }
      }
      database.audit.purge(Some.NOW, 10);
      new SealedRows(database.database, database.cipher).reseal();

      var plans = plans(database);
      assertThat(plans).hasSizeGreaterThan(10);
      assertThat(plans).noneMatch(plan -> plan.contains("TABLESCAN"));
    }
  }

  private static void manyTokensAndEntries(TestDatabase database) {
    database.execute(
        "INSERT INTO admin_token (hash, name, created_at, sid) SELECT LPAD(x, 64, '0'), 'n', x,"
            + " 'AT' || LPAD(x, 32, '0') FROM SYSTEM_RANGE(1, 2000) r(x)");
    database.execute(
        "INSERT INTO audit (at, actor_type, actor_id, action, account_sid, fields, counts)"
            + " SELECT x, 'oidc', 'actor-' || MOD(x, 100), 'a.b', 'AC' || LPAD(MOD(x, 100), 32, '0'), '[]', '{}'"
            + " FROM SYSTEM_RANGE(1, 5000) r(x)");
    database.execute("ANALYZE");
  }

  /** What is not on the webhook's path, and may be asked for as often. */
  private static void lifeOfABinding(TestDatabase database, AccountSid account, BindingSid sid) {
    var byAddress =
        new BindingFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Address("a-new-one")),
            Optional.empty(),
            Optional.empty());
    assertThat(database.bindings.list(account, byAddress, Optional.empty(), 50)).hasSize(1);
    assertThat(database.histories.list(account, sid, Optional.of(9L), 50)).hasSize(1);
    database.bindings.delete(account, List.of(sid), Some.ADMIN, Some.NOW);
    database.expiry.deleteBindings(Some.NOW, Some.NOW, 10);
    database.expiry.deleteHistories(Some.NOW, 10);
    database.people.forget(account, new Identity("person-9"), Some.CHANGE);
    database.bindings.releaseAll(new NodeId("node-9"));
  }

  @Test
  void aListIsReadInTheOrderOfAnIndexWhateverIsAskedFor(@TempDir Path directory) throws Exception {
    try (var database = TestDatabase.h2(directory)) {
      var account = Some.account();
      manyRows(database, account);
      RareBindings.among(account).forEach(database::execute);
      database.execute("ANALYZE");
      database.execute("SET QUERY_STATISTICS TRUE");

      for (var filter : RareBindings.FILTERS) {
        assertThat(database.bindings.list(account, filter, Optional.empty(), 50))
            .as("%s", filter)
            .hasSize(RareBindings.COUNT);
      }
      assertThat(database.bindings.list(account, BindingFilter.ANY, Optional.empty(), 50))
          .hasSize(50);

      var plans = plans(database);
      assertThat(plans).noneMatch(plan -> plan.contains("TABLESCAN"));
      assertThat(plans).filteredOn(plan -> plan.contains("ORDER BY")).hasSizeGreaterThan(5);
      assertThat(plans)
          .filteredOn(plan -> plan.contains("ORDER BY"))
          .allMatch(plan -> plan.contains("INDEX SORTED"));
      for (var filter : RareBindings.FILTERS) {
        database
            .bulk
            .export(account, filter)
            .forEachRemaining(page -> assertThat(page).hasSize(10));
      }
      assertThat(plans(database)).noneMatch(plan -> plan.contains("TABLESCAN"));
    }
  }

  private static List<String> plans(TestDatabase database) throws SQLException {
    List<String> plans = new ArrayList<>();
    try (var connection = database.source.getConnection();
        var statement = connection.createStatement()) {
      List<String> ran = new ArrayList<>();
      try (var rows =
          statement.executeQuery(
              "SELECT sql_statement FROM information_schema.query_statistics"
                  + " WHERE sql_statement NOT ILIKE '%information_schema%'")) {
        while (rows.next()) {
          ran.add(rows.getString(1));
        }
      }
      for (var sql : ran) {
        var word = sql.strip().toUpperCase(Locale.ROOT);
        if (Stream.of("SELECT", "INSERT", "UPDATE", "DELETE").anyMatch(word::startsWith)) {
          try (var explained = connection.prepareStatement("EXPLAIN " + sql)) {
            for (var i = 1; i <= explained.getParameterMetaData().getParameterCount(); i++) {
              explained.setObject(i, null);
            }
            try (var rows = explained.executeQuery()) {
              rows.next();
              plans.add(rows.getString(1).toUpperCase(Locale.ROOT));
            }
          }
        }
      }
    }
    return plans;
  }

  private static void manyRows(TestDatabase database, AccountSid account) {
    database.execute(
        "INSERT INTO binding (sid, account_sid, identity, channel, address, address_hash,"
            + " shared_by, target_keys, tags, status, registered_at, expires_at, created_at,"
            + " updated_at) SELECT 'BS' || LPAD(x, 32, '0'), '"
            + account
            + "', 'person-' || MOD(x, 1000), 'fcm', 'a' || x, HASH('SHA-256', 'b' || x), '', '{}',"
            + " '[]', 'ACTIVE', 0, 9000000000000000, 0, 0 FROM SYSTEM_RANGE(1, 5000) r(x)");
    database.execute(
        "INSERT INTO binding_history (binding_sid, ordinal, account_sid, identity, former, event,"
            + " at, actor, ended_at) SELECT 'BS' || LPAD(x, 32, '0'), 1, '"
            + account
            + "', 'person-' || MOD(x, 1000), 'person-' || MOD(x, 999), 'MOVED', x, 'ringdown',"
            + " CASE WHEN MOD(x, 10) = 0 THEN 9000000000000000 END FROM SYSTEM_RANGE(1, 5000) r(x)");
    database.execute(
        "INSERT INTO ring_call (account_sid, message_id, call_sid, identity, received_at, deadline,"
            + " status, bindings) SELECT '"
            + account
            + "', 'WB' || x, 'CA' || x, 'person-' || MOD(x, 1000), x, x, 'ACCEPTED', 1"
            + " FROM SYSTEM_RANGE(1, 5000) r(x)");
    database.execute(
        "INSERT INTO delivery (sid, call_id, ordinal, binding_sid, channel, once_key, status)"
            + " SELECT 'DL' || LPAD(id, 32, '0'), id, 0, 'BS' || LPAD(id, 32, '0'), 'fcm', HASH('SHA-256', message_id),"
            + " 'ACCEPTED' FROM ring_call");
    database.execute(
        "INSERT INTO attempt (delivery_sid, began_at, took, outcome)"
            + " SELECT sid, 1, 1, 'accepted' FROM delivery");
    database.execute(
        "INSERT INTO account (sid, policy, secrets, created_at, updated_at)"
            + " SELECT 'AC' || x, '{}', CAST('' AS BINARY VARYING), 0, 0"
            + " FROM SYSTEM_RANGE(1, 2000) r(x)");
    database.execute(
        "INSERT INTO credential (sid, account_sid, friendly_name, type, shown, secrets, version,"
            + " created_at, updated_at) SELECT 'CR' || x, 'AC' || x, 'n', 'fcm', '{}',"
            + " CAST('' AS BINARY VARYING), 1, 0, 0 FROM SYSTEM_RANGE(1, 2000) r(x)");
    database.execute(
        "INSERT INTO audit (at, actor_type, actor_id, action, account_sid, fields, counts)"
            + " SELECT x, 'app', 'person-' || MOD(x, 1000), 'x', 'AC' || x, '[]', '{}'"
            + " FROM SYSTEM_RANGE(1, 2000) r(x)");
    database.execute("ANALYZE");
  }
}
