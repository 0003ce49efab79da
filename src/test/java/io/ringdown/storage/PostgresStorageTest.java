package io.ringdown.storage;

import io.ringdown.account.AccountStore;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.access.AdminTokenStore;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.binding.BindingStore;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.event.EventStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

@SuppressWarnings({"NullAway.Init", "ClassCanBeStatic"})
class PostgresStorageTest {
  static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.postgres();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Nested
  class Accounts implements AccountStoreContract {
    @Override
    public AccountStore store() {
      return database.accounts;
    }

    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class AdminTokens implements AdminTokenStoreContract {
    @Override
    public AdminTokenStore store() {
      return database.adminTokens;
    }

    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Audit implements AuditLogContract {
    @Override
    public AuditLog audit() {
      return database.audit;
    }

    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Rotation implements KeyRotationContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Credentials implements CredentialStoreContract {
    @Override
    public CredentialStore store() {
      return database.credentials;
    }
  }

  @Nested
  class CredentialFailures implements CredentialFailureStoreContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Bindings implements BindingStoreContract {
    @Override
    public BindingStore store() {
      return database.bindings;
    }
  }

  @Nested
  class Histories implements BindingHistoryContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Changes implements BindingChangeContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Bulk implements BulkStoreContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Census implements BindingCensusContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Calls implements CallStoreContract {
    @Override
    public CallStore store() {
      return database.calls;
    }

    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Ongoing implements OngoingCallsContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Records implements CallRecordsContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Events implements EventStoreContract {
    @Override
    public EventStore store() {
      return database.events;
    }
  }

  @Nested
  class Nodes implements NodesContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class Secrecy implements SecrecyContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }
}
