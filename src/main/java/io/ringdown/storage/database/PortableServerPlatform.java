package io.ringdown.storage.database;

import jakarta.transaction.TransactionManager;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.persistence.platform.server.ServerPlatformBase;
import org.eclipse.persistence.sessions.DatabaseSession;
import org.eclipse.persistence.sessions.ExternalTransactionController;
import org.eclipse.persistence.transaction.JTATransactionController;

/**
 * How EclipseLink finds the server's transactions, on Payara and on WildFly alike; EclipseLink 4
 * knows no WildFly. Named in {@code persistence.xml}.
 */
public final class PortableServerPlatform extends ServerPlatformBase {
  public PortableServerPlatform(DatabaseSession session) {
    super(session);
  }

  @Override
  public Class<? extends ExternalTransactionController> getExternalTransactionControllerClass() {
    return Controller.class;
  }

  /** Looks the transaction manager up under each server's own name. */
  public static final class Controller extends JTATransactionController {
    private static final List<String> NAMES =
        List.of(
            "java:appserver/TransactionManager",
            "java:jboss/TransactionManager",
            "java:/TransactionManager");

    @Override
    @SuppressWarnings("BanJNDI") // the names are ours, and nothing else is looked up
    protected TransactionManager acquireTransactionManager() throws NamingException {
      var context = new InitialContext();
      NamingException unknown = new NamingException("no transaction manager");
      for (var name : NAMES) {
        try {
          return (TransactionManager) context.lookup(name);
        } catch (NamingException e) {
          unknown.addSuppressed(e);
        }
      }
      throw unknown;
    }
  }
}
