package io.ringdown.storage;

import io.ringdown.config.RingdownSettings;
import io.ringdown.storage.binding.TagMigration;
import io.ringdown.storage.database.ConfiguredDataSource;
import io.ringdown.storage.database.DataSourceInspection;
import io.ringdown.storage.database.SchemaMigration;
import io.ringdown.storage.database.Transactions;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import javax.sql.DataSource;

/**
 * What migrates the schema when the application starts. A bean that needs the tables at its own
 * start is {@code @DependsOn("SchemaService")}.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class SchemaService {
  @Resource(lookup = "java:app/jdbc/ringdown")
  @SuppressWarnings("NullAway.Init")
  private DataSource pool;

  @Inject RingdownSettings settings;
  @Inject Transactions transactions;

  @PostConstruct
  void migrate() {
    var database = pool;
    if (settings.database().jndi() != null) {
      database = new ConfiguredDataSource(settings.database());
      new DataSourceInspection(database, transactions).run();
    }
    new SchemaMigration(database, new TagMigration()).run();
  }
}
