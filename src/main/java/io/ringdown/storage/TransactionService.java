package io.ringdown.storage;

import io.ringdown.storage.database.StorageException;
import io.ringdown.storage.database.Transactions;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.function.Function;

/**
 * The server's transactions. The pool is defined as large as it may ever get; how much of it is
 * used, {@link io.ringdown.storage.database.Database} decides by the configuration.
 */
@Stateless
@Local(Transactions.class)
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
@DataSourceDefinition(
    name = "java:app/jdbc/ringdown",
    className = "io.ringdown.storage.database.ConfiguredDataSource",
    minPoolSize = 2,
    maxPoolSize = 264,
    properties = "applicationName=ringdown")
public class TransactionService implements Transactions {
  @PersistenceContext(unitName = "ringdown")
  @SuppressWarnings("NullAway.Init")
  private EntityManager entities;

  @Override
  public <T> T run(Function<EntityManager, T> work) {
    try {
      var result = work.apply(entities);
      // Here its failure is told as it is; at the commit the server would wrap or swallow the
      // cause.
      entities.flush();
      return result;
    } catch (RuntimeException e) {
      throw StorageException.of(e);
    }
  }
}
