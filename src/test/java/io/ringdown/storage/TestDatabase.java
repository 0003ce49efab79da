package io.ringdown.storage;

import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.config.DatabaseSettings;
import io.ringdown.delivery.event.Event;
import io.ringdown.storage.account.AccountTable;
import io.ringdown.storage.account.AdminTokenTable;
import io.ringdown.storage.account.AuditTable;
import io.ringdown.storage.account.CredentialFailureTable;
import io.ringdown.storage.account.CredentialTable;
import io.ringdown.storage.binding.BindingCounts;
import io.ringdown.storage.binding.BindingTable;
import io.ringdown.storage.binding.BulkTable;
import io.ringdown.storage.binding.HistoryTable;
import io.ringdown.storage.binding.PeopleTable;
import io.ringdown.storage.binding.TagMigration;
import io.ringdown.storage.call.CallTable;
import io.ringdown.storage.call.ExpiryTable;
import io.ringdown.storage.call.OngoingTable;
import io.ringdown.storage.call.OwedTable;
import io.ringdown.storage.call.RecordTable;
import io.ringdown.storage.database.ConfiguredDataSource;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.PromptFailure;
import io.ringdown.storage.database.SchemaMigration;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.database.Transactions;
import io.ringdown.storage.event.EventTable;
import io.ringdown.storage.node.NodeTable;
import io.ringdown.storage.node.PostgresSignals;
import io.ringdown.storage.node.SignalLine;
import io.ringdown.storage.node.SoleNodeSignals;
import io.ringdown.storage.secret.SecretCipher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A database of its own with the schema of the service, and the tables on it as the service has
 * them, with EclipseLink but without a server.
 */
final class TestDatabase implements AutoCloseable {
  /** The node that {@link #calls} are admitted by. */
  static final NodeId NODE = new NodeId("node-1");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** What the tables told of, whichever account it was about. */
  final Queue<Event> told = new ConcurrentLinkedQueue<>();

  final ConfiguredDataSource source;
  final SecretCipher cipher;
  final AccountTable accounts;
  final CredentialTable credentials;
  final CredentialFailureTable failures;
  final AdminTokenTable adminTokens;
  final AuditTable audit;
  final BindingTable bindings;
  final HistoryTable histories;
  final PeopleTable people;
  final BulkTable bulk;
  final BindingCounts census;
  final CallTable calls;
  final OngoingTable ongoing;
  final RecordTable records;
  final ExpiryTable expiry;
  final EventTable events;
  final Database database;
  private final String blocked;
  private final SecureRandom random;
  private final SignalLine signals;
  private final FakeServerPool pool;
  private final EntityManagerFactory factory;

  private TestDatabase(DatabaseSettings settings) {
    source = new ConfiguredDataSource(settings);
    new SchemaMigration(source, new TagMigration()).run();
    pool = new FakeServerPool(source);
    factory =
        Persistence.createEntityManagerFactory(
            "ringdown",
            Map.of(
                "jakarta.persistence.transactionType",
                "RESOURCE_LOCAL",
                "jakarta.persistence.nonJtaDataSource",
                pool,
                "eclipselink.session-name",
                "test-" + NUMBER.incrementAndGet(),
                "eclipselink.session.customizer",
                PromptFailure.class.getName(),
                "eclipselink.target-server",
                "None"));
    database = new Database(transactions(), settings.poolSize(), Duration.ofSeconds(10));
    blocked =
        settings.isPostgres()
            ? "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'"
            : "SELECT count(*) FROM information_schema.sessions WHERE blocker_id IS NOT NULL";
    random = new SecureRandom();
    signals = new SignalLine(settings.isPostgres());
    var key = new byte[SecretCipher.KEY_BYTES];
    random.nextBytes(key);
    cipher = new SecretCipher(key, random);
    accounts = new AccountTable(database, cipher);
    credentials = new CredentialTable(database, cipher);
    failures = new CredentialFailureTable(database);
    adminTokens = new AdminTokenTable(database);
    audit = new AuditTable(database);
    bindings = new BindingTable(database, random);
    bulk = new BulkTable(database, random);
    histories = new HistoryTable(database);
    people = new PeopleTable(database, told::add);
    ongoing = new OngoingTable(database, cipher, NODE, random, signals, told::add);
    records = new RecordTable(database);
    calls = callsOf(NODE);
    events = new EventTable(database);
    expiry = new ExpiryTable(database, told::add);
    census = new BindingCounts(database);
  }

  static TestDatabase h2(Path directory) {
    return new TestDatabase(
        new DatabaseSettings("jdbc:h2:file:" + directory.resolve("ringdown"), "sa", "", 32));
  }

  /** A new database on the one PostgreSQL of this JVM. */
  static TestDatabase postgres() {
    return postgres("");
  }

  /** As the other, with parameters of the driver. */
  static TestDatabase postgres(String parameters) {
    var name = "ringdown_" + NUMBER.incrementAndGet();
    try (var connection = OnePostgres.SERVER.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new TestDatabase(
        new DatabaseSettings(
            "jdbc:postgresql://127.0.0.1:" + OnePostgres.SERVER.getPort() + "/" + name + parameters,
            "postgres",
            "postgres",
            32));
  }

  /** What the tables told of an account, once each. */
  Set<Event> told(AccountSid account) {
    return told.stream()
        .filter(event -> event.account().equals(account))
        .collect(Collectors.toSet());
  }

  /** The calls as a node of this name admits them. */
  CallTable callsOf(NodeId node) {
    return new CallTable(database, cipher, node, random, signals);
  }

  /** What a node of this name owes. */
  OwedTable owedBy(NodeId node) {
    return new OwedTable(database, cipher, node, signals, told::add);
  }

  /** The nodes as one of this name sees them. */
  NodeTable nodesSeenBy(NodeId node) {
    return new NodeTable(database, node, new SoleNodeSignals(), told::add);
  }

  /** Signals through this database to a node of this name, which must be PostgreSQL. */
  PostgresSignals signalsOf(NodeId node) {
    return new PostgresSignals(database, signals, source, node, Thread::new);
  }

  /** Without a bound of how many are open at once. */
  Transactions transactions() {
    return new ResourceLocal(factory);
  }

  /** Runs one statement and gives how many rows it changed. */
  int execute(String sql) {
    return database.inTransaction(entities -> new Sql(entities, sql).update());
  }

  /** How many sessions wait for a lock that another one has. */
  int blocked() {
    return database.reading(
        entities -> new Sql(entities, blocked).first(row -> row.getInt(1)).orElseThrow());
  }

  /** Entities outside a transaction, as from a data source that takes no part in any. */
  <T> T withoutTransaction(Function<EntityManager, T> work) {
    try (var entities = factory.createEntityManager()) {
      return work.apply(entities);
    }
  }

  /** Ends the sessions that are idle now; the next transaction opens others. */
  void disconnect() {
    pool.close();
  }

  @Override
  public void close() {
    factory.close();
    pool.close();
  }

  private record ResourceLocal(EntityManagerFactory factory) implements Transactions {
    @Override
    public <T> T run(Function<EntityManager, T> work) {
      try (var entities = factory.createEntityManager()) {
        var transaction = entities.getTransaction();
        transaction.begin();
        try {
          // In a server all reads and writes of a transaction share a connection too.
          entities.unwrap(Connection.class);
          var result = work.apply(entities);
          transaction.commit();
          return result;
        } finally {
          if (transaction.isActive()) {
            transaction.rollback();
          }
        }
      }
    }
  }

  private static final class OnePostgres {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
