package io.ringdown.storage;

import io.ringdown.account.AccountStore;
import io.ringdown.account.AdminTokenStore;
import io.ringdown.account.CredentialStore;
import io.ringdown.binding.BindingCensus;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.NodeId;
import io.ringdown.config.DatabaseConfiguration;
import io.ringdown.delivery.CallStore;
import io.ringdown.storage.account.AccountTable;
import io.ringdown.storage.account.AdminTokenTable;
import io.ringdown.storage.account.CredentialTable;
import io.ringdown.storage.binding.BindingCounts;
import io.ringdown.storage.binding.BindingTable;
import io.ringdown.storage.call.CallTable;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Transactions;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The beans behind the ports, made of plain tables. Needs a {@link SecretCipher}, a {@link NodeId}
 * and a {@link RandomGenerator} (of a {@code SecureRandom}) to be produced elsewhere.
 */
@ApplicationScoped
public class StorageBeans {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Produces
  @Singleton
  Database database(Transactions transactions) {
    return new Database(transactions, DatabaseConfiguration.load().poolSize(), PATIENCE);
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
  AdminTokenStore adminTokens(Database database) {
    return new AdminTokenTable(database);
  }

  @Produces
  @Singleton
  BindingStore bindings(Database database, RandomGenerator random) {
    return new BindingTable(database, random);
  }

  @Produces
  @Singleton
  BindingCensus census(Database database) {
    return new BindingCounts(database);
  }

  @Produces
  @Singleton
  CallStore calls(Database database, SecretCipher cipher, NodeId node, RandomGenerator random) {
    return new CallTable(database, cipher, node, random);
  }
}
