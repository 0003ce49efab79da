package io.ringdown.storage.database;

import io.ringdown.config.InvalidSettingsException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A look, at the start, at whether the data source that an administrator made is fit for us. */
public final class DataSourceInspection {
  private static final Logger LOG = System.getLogger(DataSourceInspection.class.getName());

  private final DataSource source;
  private final Transactions transactions;

  /**
   * @param transactions the ones of the service, which must be on this data source
   */
  public DataSourceInspection(DataSource source, Transactions transactions) {
    this.source = source;
    this.transactions = transactions;
  }

  /**
   * Says what is less than good.
   *
   * @throws InvalidSettingsException when Ringdown cannot work with it; it names the key
   */
  public void run() {
    var fault = fault();
    if (fault != null) {
      var problem = "ringdown.db.jndi: " + fault;
      LOG.log(Level.ERROR, "RD-2021 {0}", problem);
      throw new InvalidSettingsException(List.of(problem));
    }
    LOG.log(Level.INFO, "RD-2020 the database is a data source of the server");
  }

  private @Nullable String fault() {
    try (var connection = source.getConnection()) {
      var product = connection.getMetaData().getDatabaseProductName();
      if (!product.equals("PostgreSQL")) {
        return "must name a data source of PostgreSQL, and is one of " + product;
      }
      var driver = PostgresDriver.behind(connection);
      if (driver.isPresent() && driver.get().tellsDetails()) {
        LOG.log(
            Level.WARNING,
            "RD-2022 errors of the server's data source quote rows: set logServerErrorDetail=false");
      }
    } catch (SQLException e) {
      return "gives no connection, SQLState " + e.getSQLState();
    }
    return joinsTransactions()
        ? null
        : "must name a data source that takes part in the server's transactions (JTA)";
  }

  /** Outside a transaction each statement is one of its own, with a number of its own. */
  private boolean joinsTransactions() {
    var ask = "SELECT txid_current()";
    return transactions.run(
        entities ->
            entities
                .createNativeQuery(ask)
                .getSingleResult()
                .equals(entities.createNativeQuery(ask).getSingleResult()));
  }
}
