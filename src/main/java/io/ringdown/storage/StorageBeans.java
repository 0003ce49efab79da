package io.ringdown.storage;

import io.ringdown.account.AccountStore;
import io.ringdown.account.CredentialFailureStore;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.access.AdminTokenStore;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.binding.BindingCensus;
import io.ringdown.binding.BindingHistory;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.BulkStore;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.PeopleStore;
import io.ringdown.config.RingdownSettings;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.OngoingCalls;
import io.ringdown.delivery.event.AnnouncedBindings;
import io.ringdown.delivery.event.AnnouncedBulk;
import io.ringdown.delivery.event.AnnouncedCalls;
import io.ringdown.delivery.event.AnnouncedRecords;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.delivery.event.EventStore;
import io.ringdown.delivery.node.ExpiryStore;
import io.ringdown.delivery.node.NodeSignals;
import io.ringdown.delivery.node.NodeStore;
import io.ringdown.delivery.node.OwedStore;
import io.ringdown.storage.account.AccountTable;
import io.ringdown.storage.account.AdminTokenTable;
import io.ringdown.storage.account.AuditTable;
import io.ringdown.storage.account.CredentialFailureTable;
import io.ringdown.storage.account.CredentialTable;
import io.ringdown.storage.account.KeyRotation;
import io.ringdown.storage.account.SealedRows;
import io.ringdown.storage.binding.BindingCounts;
import io.ringdown.storage.binding.BindingTable;
import io.ringdown.storage.binding.BulkTable;
import io.ringdown.storage.binding.HistoryTable;
import io.ringdown.storage.binding.PeopleTable;
import io.ringdown.storage.call.CallTable;
import io.ringdown.storage.call.ExpiryTable;
import io.ringdown.storage.call.OngoingTable;
import io.ringdown.storage.call.OwedTable;
import io.ringdown.storage.call.RecordTable;
import io.ringdown.storage.database.ConfiguredDataSource;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Durability;
import io.ringdown.storage.database.GroupFlush;
import io.ringdown.storage.database.Transactions;
import io.ringdown.storage.event.EventTable;
import io.ringdown.storage.node.NodeTable;
import io.ringdown.storage.node.PostgresSignals;
import io.ringdown.storage.node.SignalLine;
import io.ringdown.storage.node.SoleNodeSignals;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The beans behind the ports, made of plain tables. Needs a {@link SecretCipher}, a {@link NodeId}
 * and a {@link RandomGenerator} (of a {@code SecureRandom}) to be produced elsewhere.
 */
@ApplicationScoped
public class StorageBeans {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * Of the connections: for what tells that this node lives, however long the line is, and for the
   * burial of another, which may take its time.
   */
  private static final int APART = 2;

  @Resource ManagedThreadFactory threads;

  @Produces
  @Singleton
  Durability durability(RingdownSettings settings) {
    return settings.database().isPostgres()
        ? Durability.AT_COMMIT
        : new GroupFlush(new ConfiguredDataSource(settings.database()));
  }

  void close(@Disposes Durability durability) throws SQLException {
    if (durability instanceof GroupFlush flush) {
      flush.close();
    }
  }

  @Produces
  @Singleton
  Database database(Transactions transactions, RingdownSettings settings, Durability durability) {
    var size = settings.database().poolSize() - APART;
    return new Database(transactions, size, PATIENCE, durability);
  }

  @Produces
  @Singleton
  AccountStore accounts(Database database, SecretCipher cipher) {
    return new AccountTable(database, cipher);
  }

  @Produces
  @Singleton
  CredentialStore credentials(Database database, SecretCipher cipher) {
    return new CredentialTable(database, cipher);
  }

  @Produces
  @Singleton
  CredentialFailureStore credentialFailures(Database database) {
    return new CredentialFailureTable(database);
  }

  @Produces
  @Singleton
  AdminTokenStore adminTokens(Database database) {
    return new AdminTokenTable(database);
  }

  @Produces
  @Singleton
  KeyRotation keyRotation(Database database, SecretCipher cipher) {
    return new KeyRotation(new SealedRows(database, cipher), cipher);
  }

  @Produces
  @Singleton
  AuditLog audit(Database database) {
    return new AuditTable(database);
  }

  @Produces
  @Singleton
  BindingStore bindings(Database database, RandomGenerator random, EventLog events) {
    return new AnnouncedBindings(new BindingTable(database, random), events);
  }

  @Produces
  @Singleton
  BindingHistory history(Database database) {
    return new HistoryTable(database);
  }

  @Produces
  @Singleton
  BulkStore bulk(Database database, RandomGenerator random, EventLog events) {
    return new AnnouncedBulk(new BulkTable(database, random), events);
  }

  @Produces
  @Singleton
  EventStore events(Database database) {
    return new EventTable(database);
  }

  @Produces
  @Singleton
  PeopleStore people(Database database, EventLog events) {
    return new PeopleTable(database, events);
  }

  @Produces
  @Singleton
  BindingCensus census(Database database) {
    return new BindingCounts(database);
  }

  @Produces
  @Singleton
  SignalLine line(RingdownSettings settings) {
    return new SignalLine(settings.database().isPostgres());
  }

  @Produces
  @Singleton
  CallStore calls(
      Database database,
      SecretCipher cipher,
      NodeId node,
      RandomGenerator random,
      SignalLine line,
      EventLog events) {
    return new AnnouncedCalls(new CallTable(database, cipher, node, random, line), events);
  }

  @Produces
  @Singleton
  OwedStore owed(
      Database database, SecretCipher cipher, NodeId node, SignalLine line, EventLog events) {
    return new OwedTable(database, cipher, node, line, events);
  }

  @Produces
  @Singleton
  ExpiryStore expiry(Database database, EventLog events) {
    return new ExpiryTable(database, events);
  }

  @Produces
  @Singleton
  NodeStore nodes(
      Transactions transactions,
      Durability durability,
      NodeId node,
      NodeSignals signals,
      EventLog events) {
    var apart = new Database(transactions, APART, PATIENCE, durability);
    return new NodeTable(apart, node, signals, events);
  }

  @Produces
  @Singleton
  NodeSignals signals(Database database, NodeId node, SignalLine line, RingdownSettings settings) {
    return settings.database().isPostgres()
        ? new PostgresSignals(
            database, line, new ConfiguredDataSource(settings.database()), node, threads)
        : new SoleNodeSignals();
  }

  @Produces
  @Singleton
  CallRecords callRecords(Database database, EventLog events) {
    return new AnnouncedRecords(new RecordTable(database), events);
  }

  @Produces
  @Singleton
  OngoingCalls ongoingCalls(
      Database database,
      SecretCipher cipher,
      NodeId node,
      RandomGenerator random,
      SignalLine line,
      EventLog events) {
    return new OngoingTable(database, cipher, node, random, line, events);
  }
}
