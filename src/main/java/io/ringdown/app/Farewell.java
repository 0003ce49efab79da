package io.ringdown.app;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Ends the service as the first thing that happens when it is undeployed or the server stops; or
 * before, when whoever runs the process asks for it through JMX. A singleton bean hears of it too
 * late: Payara has ended the class loader by then, and nothing more can be written to the database.
 */
@WebListener
public class Farewell implements ServletContextListener, FarewellMBean {
  private static final System.Logger LOG = System.getLogger(Farewell.class.getName());
  private static final String NAME = "io.ringdown:type=Farewell";

  @Inject Lifecycle lifecycle;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      ManagementFactory.getPlatformMBeanServer().registerMBean(this, new ObjectName(NAME));
    } catch (JMException e) {
      LOG.log(Level.DEBUG, "it ends when the server ends it: {0}", e.getClass().getName());
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    stop();
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName(NAME));
    } catch (JMException e) {
      LOG.log(Level.DEBUG, "it was not registered: {0}", e.getClass().getName());
    }
  }

  @Override
  public void stop() {
    lifecycle.stop();
  }
}
