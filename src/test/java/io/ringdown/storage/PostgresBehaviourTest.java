package io.ringdown.storage;

import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Address;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Channel;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.Identity;
import io.ringdown.delivery.CallFilter;
import io.ringdown.delivery.CallLeg;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.OngoingCalls.EndedLeg;
import io.ringdown.delivery.PagedCall;
import io.ringdown.delivery.node.EndedSignal;
import io.ringdown.delivery.node.NodeSignals;
import io.ringdown.delivery.node.SignalTopic;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.database.StorageException;
import io.ringdown.storage.node.SignalLine;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a real PostgreSQL can show. */
@SuppressWarnings("NullAway.Init")
class PostgresBehaviourTest {
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.postgres();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** PostgreSQL counts the sequential scans that it really did, of whatever statement. */
  @Test
  void noStatementReadsATableThrough() throws Exception {
    var account = Some.account();
    var call = Some.call(account, "person-7");
    manyRows(account);
    var before = sequentialScans();

    var credential = Some.credential(account, "prod", "secret");
    database.credentials.create(credential, Some.CHANGE);
    database.bindings.register(
        phone(account, "person-7", Some.FCM, "new", "new-phone", credential.sid(), Some.NOW),
        TAKEOVER);
    var owed = owed(database.calls.admit(call, TAKEOVER));
    assertThat(owed).hasSizeGreaterThan(1);
    database.calls.admit(call, TAKEOVER);
    assertThat(owed).anyMatch(database.ongoing::isStillBound);
    database.calls.record(
        List.of(
            attempt(owed.get(0), new Accepted(Optional.empty())),
            attempt(owed.get(1), new BindingGone(Optional.empty(), "gone", "gone")),
            attempt(owed.get(2), BindingGone.changed())));
    database.records.find(account, call.messageId());
    database.ongoing.statuses(account, call.messageId());
    var sid = owed.get(0).binding();
    lifeOf(call, sid);
    database.bindings.find(account, sid);
    var ofOne =
        new BindingFilter(
            Optional.of(new Identity("person-7")), Optional.empty(), Optional.empty());
    database.bindings.list(account, ofOne, Optional.empty(), 50);
    database.bindings.list(account, BindingFilter.ANY, Optional.of(500L), 50);
    var ofAddress =
        new BindingFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Address("new")),
            Optional.empty(),
            Optional.empty());
    assertThat(database.bindings.list(account, ofAddress, Optional.empty(), 50)).hasSize(1);
    database.histories.list(account, sid, Optional.of(9L), 50);
    database.people.forget(account, new Identity("person-9"), Some.CHANGE);
    database.bindings.delete(account, List.of(sid), Some.ADMIN, Some.NOW);
    database.bindings.releaseAll(new NodeId("node-9"));
    database.credentials.find(account, credential.sid());
    database.accounts.find(account);
    var me = new NodeId("node-2");
    database.nodesSeenBy(me).beat();
    var silence = Duration.ofDays(9);
    database.nodesSeenBy(me).buryDead(silence);
    database.owedBy(me).takeFromDead(silence, 100);
    database.callsOf(new NodeId("gone")).admit(Some.call(account, "person-8"), TAKEOVER);
    assertThat(database.owedBy(me).takeFromGone(100)).isNotEmpty();
    var mine = owed(database.callsOf(me).admit(Some.call(account, "person-8"), TAKEOVER));
    var load = database.owedBy(me).load(mine.stream().map(Delivery::sid).toList(), Some.NOW);
    assertThat(load).hasSameSizeAs(mine);
    database.owedBy(me).load(database.owedBy(me).owed(), Some.NOW.plusSeconds(60));
    var other = new NodeId("node-7");
    connect(account, me, "ws-1");
    database.callsOf(me).admit(Some.call(account, "bob"), TAKEOVER);
    connect(account, other, "ws-2");
    assertThat(database.owedBy(me).load(database.owedBy(me).owed(), Some.NOW)).isEmpty();
    assertThat(database.owedBy(other).owed()).hasSize(1);
    database.expiry.endCalls(Some.NOW.plusSeconds(60), 100);
    database.expiry.deleteCalls(InstantColumn.time(50), 100);
    database.expiry.deleteBindings(InstantColumn.time(50), Some.NOW, 100);
    database.expiry.deleteHistories(InstantColumn.time(50), 100);
    database.nodesSeenBy(me).leave();

    var counter = sequentialScans(before);
    assertThat(counter).as("sequential scans by table").isEmpty();
    // The count would have noticed.
    execute("SELECT count(*) FROM binding WHERE tags = 'none'");
    assertThat(sequentialScans(before)).containsOnlyKeys("binding");
  }

  /** PostgreSQL also counts the rows that it read, through whichever index. */
  @Test
  void aListReadsWhatItShowsWhateverIsAskedFor() throws Exception {
    var account = Some.account();
    manyRows(account);
    RareBindings.among(account).forEach(this::executeUnchecked);
    execute("ANALYZE");
    var before = rowsRead();

    // More often than PostgreSQL plans anew for each value.
    for (var round = 0; round < 10; round++) {
      for (var filter : RareBindings.FILTERS) {
        assertThat(database.bindings.list(account, filter, Optional.empty(), 50))
            .as("%s", filter)
            .hasSize(RareBindings.COUNT);
      }
      assertThat(database.bindings.list(account, BindingFilter.ANY, Optional.empty(), 50))
          .hasSize(50);
    }
    // An export goes through the ids in steps, and not the faster for being run often.
    assertThat(database.bulk.export(account, RareBindings.FILTERS.get(0)).next())
        .hasSize(RareBindings.COUNT);

    var read = rowsRead() - before;
    assertThat(read).isBetween(1_000L, 18_000L);
    // One walk through all of them would have been noticed.
    execute("SELECT count(*) FROM binding WHERE tags = 'none'");
    assertThat(rowsRead() - before).isGreaterThan(20_000L);
  }

  private long rowsRead() throws SQLException {
    sequentialScans();
    return count(
        "SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname LIKE 'binding%')"
            + " + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes"
            + " WHERE relname LIKE 'binding%')");
  }

  private void executeUnchecked(String sql) {
    try {
      execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anAddressIsFoundWithoutReadingTheOthersOfTheAccount() throws Exception {
    var account = Some.account();
    manyRows(account);
    database.bindings.register(phone(account, "person-7", "new", null), TAKEOVER);
    var before = bindingsRead();

    var ofAddress =
        new BindingFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Address("new")),
            Optional.empty(),
            Optional.empty());
    assertThat(database.bindings.list(account, ofAddress, Optional.empty(), 50)).hasSize(1);

    assertThat(bindingsRead() - before).isBetween(1L, 5L);
  }

  /** By all sessions that have ended. */
  private long bindingsRead() throws SQLException {
    assertThat(sequentialScans()).containsKey("binding");
    return count(
        "SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'binding'");
  }

  /** What may follow the admission. */
  private void lifeOf(CallNotification call, BindingSid rung) {
    var account = call.account();
    database.records.acknowledge(account, call.messageId(), rung, Some.NOW);
    var later = phone(account, "person-7", "later", "later-phone");
    var unrung = database.bindings.register(later, TAKEOVER).binding().sid();
    assertThat(database.records.acknowledge(account, call.messageId(), unrung, Some.NOW)).isEmpty();
    database.records.list(account, CallFilter.ANY, Optional.empty(), 50);
    database.records.list(
        account,
        CallFilter.ANY,
        Optional.of(new PagedCall.Position(Instant.EPOCH.plusMillis(9), 9)),
        50);
    assertThat(database.ongoing.isCalled(account, call.identity(), Some.NOW)).isTrue();
    database.bindings.register(phone(account, "person-7", "late", null), TAKEOVER);
    assertThat(
            database.ongoing.owedLate(
                account, call.identity(), TAKEOVER, Set.of(Some.FCM), Some.NOW))
        .isNotEmpty();
    assertThat(database.ongoing.proveUnreachable(account, call.messageId())).isFalse();
    var dead = Some.call(account, "person-6");
    owed(database.calls.admit(dead, TAKEOVER))
        .forEach(
            one ->
                database.calls.record(
                    List.of(attempt(one, new BindingGone(Optional.empty(), "gone", "gone")))));
    assertThat(database.ongoing.proveUnreachable(account, dead.messageId())).isTrue();
    var few =
        new AccountPolicy(
            5,
            AccountPolicy.OnLimit.EVICT_OLDEST,
            true,
            TAKEOVER.ring(),
            null,
            TAKEOVER.answerWhen(),
            TAKEOVER.answerWithin(),
            TAKEOVER.ringWindow(),
            true);
    database.bindings.register(phone(account, "person-7", "one of few", null), few);
    var leg = new CallLeg(account, Objects.requireNonNull(call.callSid()));
    assertThat(database.ongoing.end(leg, Some.NOW)).isPresent();
    assertThat(database.ongoing.endedSince(Some.NOW, Some.NOW)).hasSize(1);
  }

  @Test
  void aDatabaseThatCutItsConnectionsIsWorkedWithAgain() throws Exception {
    var account = Some.account();
    Together.run(
        8, i -> database.bindings.register(phone(account, "bob", "t" + i, null), TAKEOVER));
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");

    Awaitility.await()
        .atMost(10, TimeUnit.SECONDS)
        .ignoreExceptionsMatching(e -> e instanceof StorageException)
        .until(
            () ->
                database.bindings.list(account, BindingFilter.ANY, Optional.empty(), 9).size()
                    == 8);
    // All that were cut are found out at once when they are used next, and none stays broken.
    Awaitility.await()
        .atMost(10, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(
            () ->
                Together.run(
                            8,
                            i ->
                                database.bindings.register(
                                    phone(account, "bob", "u" + i, null), TAKEOVER))
                        .size()
                    == 8);
  }

  @Test
  void aNodeThatFrozeWithinItsHeartbeatIsBuriedAllTheSame() throws Exception {
    database.nodesSeenBy(new NodeId("frozen")).beat();
    execute("UPDATE node SET seen_at = 0 WHERE id = 'frozen'");
    try (var frozen = database.source.getMortalConnection();
        var heartbeat = frozen.createStatement()) {
      frozen.setAutoCommit(false);
      heartbeat.execute("UPDATE node SET seen_at = 1 WHERE id = 'frozen'");
      var other = database.nodesSeenBy(new NodeId("other"));
      assertThat(other.buryDead(Duration.ofDays(1))).isZero();

      Awaitility.await()
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> other.buryDead(Duration.ofDays(1)) == 1);
    }
  }

  @Test
  void aNodeHearsWhatIsForItAndForAll() throws Exception {
    var one = new NodeId("node one\u00fc");
    var heard = new LinkedBlockingQueue<String>();
    var gaps = new AtomicInteger();
    try (var signals = database.signalsOf(one);
        var others = database.signalsOf(new NodeId("two"))) {
      signals.listen(SignalTopic.OWED, text -> heard.add("one: " + text));
      signals.listen(SignalTopic.LEFT, text -> heard.add("left: " + text));
      signals.afterGap(gaps::incrementAndGet);
      others.listen(SignalTopic.OWED, text -> heard.add("two: " + text));
      signals.start();
      others.start();
      Awaitility.await().until(() -> gaps.get() == 1);

      database.database.inTransaction(
          entities -> {
            var line = new SignalLine(true);
            line.tell(entities, one, SignalTopic.OWED, List.of("DL1", "DL2"));
            line.tell(entities, one, SignalTopic.OWED, Collections.nCopies(300, "x".repeat(34)));
            return 1;
          });
      assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("one: DL1 DL2");
      assertThat(heard.poll(5, TimeUnit.SECONDS)).hasSizeLessThan(NodeSignals.LONGEST + 9);
      assertThat(heard.poll(5, TimeUnit.SECONDS)).startsWith("one: xxx");

      execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND query LIKE 'LISTEN%'");
      Awaitility.await().until(() -> gaps.get() == 2);
      signals.tellAll(SignalTopic.LEFT, "three");
      assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("left: three");
    }
    assertThat(heard).isEmpty();
    Awaitility.await()
        .until(
            () -> count("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'") == 0);
  }

  @Test
  void theHolderOfAConnectionIsToldAtTheCommit() throws Exception {
    var account = Some.account();
    var holder = new NodeId("holder");
    connect(account, holder, "ws-1");

    var heard =
        heardOfOwed(
            holder,
            () ->
                assertThat(owed(database.calls.admit(Some.call(account, "bob"), TAKEOVER)))
                    .isEmpty());

    assertThat(heard).isEqualTo(database.owedBy(holder).owed().get(0).value());
  }

  /** What a node hears of what it owes when something happens. */
  private String heardOfOwed(NodeId node, Runnable happening) throws InterruptedException {
    var heard = new LinkedBlockingQueue<String>();
    var gaps = new AtomicInteger();
    try (var signals = database.signalsOf(node)) {
      signals.listen(SignalTopic.OWED, heard::add);
      signals.afterGap(gaps::incrementAndGet);
      signals.start();
      Awaitility.await().until(() -> gaps.get() == 1);
      happening.run();
      return String.valueOf(heard.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void whoHoldsAConnectionThatMovedIsToldToo() throws Exception {
    var account = Some.account();
    var former = new NodeId("former");
    var holder = new NodeId("holder");
    database.nodesSeenBy(holder).beat();
    connect(account, former, "ws-1");
    database.callsOf(former).admit(Some.call(account, "bob"), TAKEOVER);
    var sids = database.owedBy(former).owed();
    connect(account, holder, "ws-2");

    var heard =
        heardOfOwed(
            holder, () -> assertThat(database.owedBy(former).load(sids, Some.NOW)).isEmpty());

    assertThat(heard).isEqualTo(sids.get(0).value());
  }

  @Test
  void whoComesBackWhileItsDebtIsTakenSharesNoDelivery() throws Exception {
    var account = Some.account();
    var back = new NodeId("back");
    var me = new NodeId("me");
    database.nodesSeenBy(me).beat();
    database.bindings.register(phone(account, "bob", "token-1", null), TAKEOVER);
    database.callsOf(back).admit(Some.call(account, "bob"), TAKEOVER);
    // Holds a claim open before its commit.
    execute(
        "CREATE FUNCTION gate() RETURNS trigger AS 'BEGIN PERFORM pg_advisory_xact_lock(1);"
            + " RETURN NEW; END' LANGUAGE plpgsql");
    execute(
        "CREATE TRIGGER gate BEFORE UPDATE OF owed_by ON delivery"
            + " FOR EACH ROW EXECUTE FUNCTION gate()");
    var nodes = Executors.newFixedThreadPool(2);
    try (var connection = database.source.getConnection();
        var gate = connection.createStatement()) {
      gate.execute("SELECT pg_advisory_lock(1)");
      var taken = nodes.submit(() -> database.owedBy(me).takeFromGone(10));
      Awaitility.await().until(() -> database.blocked() == 1);
      var left =
          nodes.submit(
              () -> {
                database.nodesSeenBy(back).beat();
                return database.owedBy(back).owed();
              });
      Awaitility.await().until(() -> left.isDone() || database.blocked() == 2);

      gate.execute("SELECT pg_advisory_unlock(1)");

      assertThat(taken.get(10, TimeUnit.SECONDS)).hasSize(1);
      assertThat(left.get(10, TimeUnit.SECONDS)).isEmpty();
      assertThat(database.nodesSeenBy(back).beat()).isTrue();
    } finally {
      nodes.shutdownNow();
    }
  }

  @Test
  void allCallsOfABatchAreLockedHoweverFewRowsAreFetchedAtOnce() throws Exception {
    var writer = Executors.newSingleThreadExecutor();
    try (var fetching = TestDatabase.postgres("?defaultRowFetchSize=1")) {
      var account = Some.account();
      fetching.bindings.register(phone(account, "bob", "token-1", null), TAKEOVER);
      var first = Some.call(account, "bob");
      var second = Some.call(account, "bob");
      var attempts =
          Stream.of(first, second)
              .flatMap(call -> owed(fetching.calls.admit(call, TAKEOVER)).stream())
              .map(delivery -> attempt(delivery, new Accepted(Optional.empty())))
              .toList();
      var written =
          fetching.database.inTransaction(
              entities -> {
                new Sql(entities, "SELECT id FROM ring_call WHERE message_id = ? FOR UPDATE")
                    .first(row -> true, second.messageId().value());
                var writing = writer.submit(() -> fetching.calls.record(attempts));
                Awaitility.await().until(() -> fetching.blocked() == 1);
                assertThat(
                        new Sql(entities, "SELECT sid FROM delivery FOR UPDATE SKIP LOCKED")
                            .all(row -> row.getString(1)))
                    .as("deliveries that it has not locked before all of their calls")
                    .hasSize(2);
                return writing;
              });
      written.get(10, TimeUnit.SECONDS);
    } finally {
      writer.shutdownNow();
    }
  }

  private void connect(AccountSid account, NodeId holder, String address) {
    var target = new Target(new Channel("websocket"), new Address(address), null, null, Map.of());
    database.bindings.register(
        new Registration(
            account,
            new Identity("bob"),
            target,
            new DeviceId("browser"),
            List.of(),
            null,
            holder,
            Some.NOW,
            Some.ADMIN),
        TAKEOVER);
  }

  @Test
  void allAreToldThatACallEnded() throws Exception {
    var account = Some.account();
    database.bindings.register(Some.phone(account, "bob", "token-1", null), TAKEOVER);
    var call = Some.call(account, "bob");
    assertThat(owed(database.calls.admit(call, TAKEOVER))).hasSize(1);
    var leg = new CallLeg(account, Objects.requireNonNull(call.callSid()));
    var heard = new LinkedBlockingQueue<EndedLeg>();
    var gaps = new AtomicInteger();
    try (var signals = database.signalsOf(new NodeId("elsewhere"))) {
      signals.listen(SignalTopic.ENDED, text -> heard.add(EndedSignal.read(text)));
      signals.afterGap(gaps::incrementAndGet);
      signals.start();
      Awaitility.await().until(() -> gaps.get() == 1);

      database.ongoing.end(leg, Some.NOW);
      database.ongoing.end(leg, Some.NOW);

      assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(new EndedLeg(leg, call.deadline()));
    }
    assertThat(heard).isEmpty();
  }

  private void manyRows(AccountSid account) throws SQLException {
    execute(
        "INSERT INTO binding (sid, account_sid, identity, channel, address, address_hash, shared_by,"
            + " target_keys, tags, status, registered_at, expires_at, created_at, updated_at, node)"
            + " SELECT 'BS' || md5(i::text), '"
            + account
            + "', 'person-' || i % 1000, 'fcm', 'a' || i, sha256(i::text::bytea), '', '{}', '[]',"
            + " 'ACTIVE', 0, 9000000000000000, 0, 0,"
            + " CASE WHEN i % 1000 < 100 THEN NULL ELSE 'node-' || i % 5000 END"
            + " FROM generate_series(1, 20000) i");
    execute(
        "INSERT INTO binding_history (binding_sid, ordinal, account_sid, identity, former, event,"
            + " at, actor, ended_at) SELECT 'BS' || md5(i::text), 1, '"
            + account
            + "', 'person-' || i % 1000, 'person-' || i % 999, 'MOVED', i, 'ringdown',"
            + " CASE WHEN i % 10 = 0 THEN 9000000000000000 END FROM generate_series(1, 20000) i");
    execute("INSERT INTO binding_tag (tag_hash, binding_id) SELECT id % 1000, id FROM binding");
    execute(
        "INSERT INTO ring_call (account_sid, message_id, call_sid, identity, received_at, deadline,"
            + " status, bindings) SELECT '"
            + account
            + "', 'WB' || i, 'CA' || i, 'person-' || i % 1000, i, i, 'ACCEPTED', 1"
            + " FROM generate_series(1, 20000) i");
    execute(
        "INSERT INTO delivery (sid, call_id, ordinal, binding_sid, channel, once_key, status)"
            + " SELECT 'DL' || md5(id::text), id, 0, 'BS' || md5(id::text), 'fcm', sha256(message_id::bytea),"
            + " 'ACCEPTED' FROM ring_call");
    execute(
        "INSERT INTO node SELECT 'node-' || i, 9000000000000000 FROM generate_series(1, 5000) i");
    execute(
        "INSERT INTO attempt (delivery_sid, began_at, took, outcome)"
            + " SELECT sid, 1, 1, 'accepted' FROM delivery");
    execute(
        "INSERT INTO credential (sid, account_sid, friendly_name, type, shown, secrets, version,"
            + " created_at, updated_at) SELECT 'CR' || md5(i::text), 'AC' || md5(i::text), 'n', 'fcm',"
            + " '{}', '', 1, 0, 0 FROM generate_series(1, 20000) i");
    execute(
        "INSERT INTO account (sid, policy, secrets, created_at, updated_at)"
            + " SELECT 'AC' || md5(i::text), '{}', '', 0, 0 FROM generate_series(1, 20000) i");
    execute(
        "INSERT INTO audit (at, actor_type, actor_id, action, account_sid, fields, counts)"
            + " SELECT i, 'app', 'person-' || i % 1000, 'x', 'AC' || md5(i::text), '[]', '{}'"
            + " FROM generate_series(1, 20000) i");
    execute(
        "INSERT INTO audit (at, actor_type, actor_id, action, account_sid, fields, counts)"
            + " SELECT i, 'oidc', 'actor-' || i % 1000, 'a.b', 'AC' || md5(i::text), '[]', '{}'"
            + " FROM generate_series(1, 20000) i");
    execute(
        "INSERT INTO credential_failure (credential_sid, version, reason, since_at)"
            + " SELECT sid, 1, 'r', 0 FROM credential");
    execute("ANALYZE");
  }

  private Map<String, Long> sequentialScans(Map<String, Long> before) throws SQLException {
    var since = new TreeMap<String, Long>();
    sequentialScans()
        .forEach(
            (table, scans) -> {
              if (scans > before.getOrDefault(table, 0L)) {
                since.put(table, scans);
              }
            });
    return since;
  }

  /** The counts of all sessions, which each session adds to when it ends. */
  private Map<String, Long> sequentialScans() throws SQLException {
    database.disconnect();
    Awaitility.await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () ->
                count(
                        "SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()")
                    == 0);
    var scans = new TreeMap<String, Long>();
    try (var connection = database.source.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT relname, seq_scan FROM pg_stat_user_tables")) {
      while (rows.next()) {
        scans.put(rows.getString(1), rows.getLong(2));
      }
    }
    return scans;
  }

  private long count(String sql) throws SQLException {
    try (var connection = database.source.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
