package io.ringdown.app;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Ends the service as the first thing that happens when it is undeployed or the server stops. A
 * singleton bean hears of it too late: Payara has ended the class loader by then, and nothing more
 * can be written to the database.
 */
@WebListener
public class Farewell implements ServletContextListener {
  @Inject Lifecycle lifecycle;

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    lifecycle.stop();
  }
}
