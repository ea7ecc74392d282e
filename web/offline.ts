// The offline page goes back to where the visitor wanted to be as soon as there is a line.

addEventListener('online', () => location.reload())
document.getElementById('again')?.addEventListener('click', () => location.reload())
