"""The words of the conversational agents: data, no logic."""
