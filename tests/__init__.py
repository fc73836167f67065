"""What holds, said as specifications."""
